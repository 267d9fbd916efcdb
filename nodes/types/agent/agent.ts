import { z } from "zod";
import { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import { type Message, saysSomething } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { modelRef } from "../model/model-ref.ts";
import { filesPort, maxTokens, onIncomplete, temperature } from "../model/model-settings.ts";
import { agentTurn } from "./agent-turn.ts";
import { withinLimits } from "./hand-over.ts";

/** An agent without tools. */
const emptyToolbox: z.input<typeof PipelineRef> = {
  graph: {
    nodes: { turn: { type: agentTurn.type, version: agentTurn.version, config: {} } },
    edges: [],
    layout: { positions: { turn: { x: 0, y: 0 } }, groups: {}, notes: {} },
  },
};

export const agent = defineNode({
  type: "agent",
  version: 1,
  title: "Agent",
  summary: "Lets a language model call tools until it has an answer. The nodes inside it are its tools.",
  category: "model",
  effect: "pure",
  waits: true,
  icon: "bot",
  keywords: ["tools", "assistant", "react", "function calling", "autonomous", "llm", "ai", "loop", "mcp"],
  body: "tools",
  toolbox: agentTurn.type,
  subtitle: "model",
  config: z.object({
    model: modelRef(),
    instructions: z
      .string()
      .max(100_000)
      .default("Answer the question. Use the tools where they help, and say so when you do not know.")
      .meta({
        title: "Instructions",
        description: "Who the agent is, and how it should use its tools.",
        widget: "textarea",
      }),
    tools: PipelineRef.nullable().default(PipelineRef.parse(emptyToolbox)).meta({
      title: "Tools",
      description: "Every node inside the agent is a tool: what its inputs need is what the model passes.",
      widget: "toolbox",
    }),
    about: z.record(z.string(), z.string().max(4000)).default({}).meta({
      title: "When to use each tool",
      description: "Without it, the model reads the title and what the node does.",
      widget: "tool-texts",
    }),
    ask: z.enum(["never", "effects", "always"]).default("never").meta({
      title: "Ask a person before",
      description:
        "“effects”: tools that change something outside. “always”: every tool. Put an Approval node into the agent; its value has the tool and its arguments.",
    }),
    asks: z
      .record(z.string(), z.enum(["never", "effects", "always"]))
      .default({})
      .meta({
        title: "Ask a person for each tool",
        description: "What is chosen here counts before “Ask a person before”.",
        widget: "tool-asks",
      }),
    handOver: z.record(z.string(), z.boolean()).default({}).meta({
      title: "Hand the conversation over to",
      description: "An agent inside that is called so answers the user itself, and knows what was said before.",
      widget: "tool-hand-over",
    }),
    maxTurns: z.number().int().min(1).max(100).default(12).meta({
      title: "Maximum turns",
      description: "How often the model may be asked.",
    }),
    maxCalls: z.number().int().min(0).max(500).default(30).meta({
      title: "Maximum tool calls",
      description: "Further calls are refused, and the model is told so.",
    }),
    maxUsd: z.number().positive().max(10_000).nullable().default(null).meta({
      title: "Maximum cost in US dollars",
      description: "Of the turns of the model, and of agents among the tools. The prices must be known.",
      widget: "number",
      empty: "No limit",
    }),
    onLimit: z.enum(["answer", "fail"]).default("answer").meta({
      title: "At a limit",
      description: "“answer”: the model has to answer with what it knows. “fail”: the step fails.",
    }),
    temperature: temperature(0.2),
    maxTokens: maxTokens(2048),
    onIncomplete: onIncomplete(),
  }),
  inputs: {
    prompt: port("text", { title: "Prompt", description: "What the agent is asked." }),
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
    files: filesPort(),
    limits: port("json", {
      title: "Limits",
      description: "What another agent leaves it: turns, calls and usd.",
      optional: true,
    }),
  },
  outputs: {
    answer: port("text", { title: "Answer", description: "The agent's answer." }),
    messages: port("messages", { title: "Messages", description: "The history with this question and answer." }),
    calls: port("json", {
      title: "Calls",
      description: "Every tool call: tool, arguments, and the result or the error.",
    }),
    turns: port("number", { title: "Turns", description: "How often the model was asked." }),
    cost: port("number", { title: "Cost", description: "Of the turns, in US dollars, where the price is known." }),
  },
  docs: {
    about:
      "The Agent node lets a language model call tools until it has an answer. Open the agent and put nodes into it: each one is a tool, such as an HTTP request, a Retriever, a Transform, a Sub-pipeline with any pipeline you have, an MCP server with the tools it offers, or another Agent. The inputs of the node are what the model passes, its title and the text under “When to use each tool” say what it is for. Tools are not connected with each other. Every turn of the model and every tool call is a step of its own: the run shows it, and a run that is continued after a worker's end repeats none that had finished. A tool that fails does not fail the agent; the model is told the error. With “Ask a person before”, calls wait for the Approval node inside the agent. An agent inside to which the conversation is handed over answers in its place. Models without tool calls say in JSON which tool they call, so small models work too, only less well.",
    example: {
      summary: "The agent calls its tool “Weather” and answers with what it returned.",
      config: {
        tools: {
          graph: {
            nodes: {
              turn: { type: "agent-turn", version: 1, config: {} },
              weather: { type: "template", version: 1, title: "Weather", config: { template: "Sunny in {{ city }}" } },
            },
            edges: [],
          },
        },
      },
      inputs: { prompt: "What is the weather in Oslo?" },
      given: "The model calls “weather” for Oslo, and then answers.",
      outputs: {
        answer: "It is sunny in Oslo.",
        messages: [
          { role: "user", content: "What is the weather in Oslo?" },
          { role: "assistant", content: "It is sunny in Oslo." },
        ],
        calls: [{ tool: "weather", arguments: { city: "Oslo" }, result: "Sunny in Oslo" }],
        turns: 2,
      },
    },
  },
  build:
    ({ config }) =>
    async ({ prompt, history = [], files = [], limits }, call) => {
      const { runAgent } = await import("./run-agent.ts");
      const { answer, calls, turns, costUsd } = await runAgent(withinLimits(config, limits), {
        ...{ prompt, history, files, call },
      });
      const said: Message[] = [
        { role: "user", content: prompt, ...(files.length > 0 ? { files } : {}) },
        { role: "assistant", content: answer },
      ];
      const messages = [...history, ...said.filter(saysSomething)];
      return { answer, messages, calls, turns, ...(costUsd === undefined ? {} : { cost: costUsd }) };
    },
});
