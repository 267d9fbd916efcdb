import { z } from "zod";
import { addUsage, type Usage } from "../../../lib/models/usage.ts";
import { Json } from "../../../lib/values/json.ts";
import { type Call, defineNode, port } from "../../define.ts";
import { TurnAsk } from "./conversation.ts";

export const agentTurn = defineNode({
  type: "agent-turn",
  version: 1,
  title: "Model turn",
  summary: "Asks an agent's model what to do next. It belongs inside an Agent, which has its settings.",
  category: "model",
  effect: "costly",
  icon: "messages-square",
  keywords: ["agent"],
  config: z.object({}),
  inputs: { ask: port("json", { title: "Ask", description: "The conversation so far, the model and the tools." }) },
  outputs: { said: port("json", { title: "Said", description: "What the model says, and the tools it calls." }) },
  docs: {
    about:
      "The Model turn node asks an agent's model what to do next. Every Agent has exactly one inside, which shows what the model was asked and said in each turn. It has no settings of its own: those of the Agent count.",
    example: {
      summary: "The model calls a tool.",
      inputs: {
        ask: {
          model: { provider: "default", model: "" },
          temperature: 0,
          maxTokens: 200,
          onIncomplete: "fail",
          messages: [{ role: "user", content: "What is the weather in Oslo?" }],
          tools: [
            {
              name: "weather",
              description: "The weather of a city.",
              parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
            },
          ],
        },
      },
      given: "The model calls “weather” for Oslo.",
      outputs: {
        said: {
          role: "assistant",
          content: "",
          calls: [{ id: "call_1", tool: "weather", arguments: { city: "Oslo" } }],
        },
      },
    },
  },
  build:
    ({ services }) =>
    async ({ ask }, call) => {
      const { takeTurn } = await import("./take-turn.ts");
      let usage: Usage = {};
      const { signal, onToken } = call;
      const onUsage: Call["onUsage"] = (more) => {
        usage = addUsage(usage, more);
        call.onUsage(more);
      };
      const said = await takeTurn(TurnAsk.parse(ask), { services, call: { signal, onToken, onUsage } });
      const { costUsd } = usage;
      return { said: Json.parse({ ...said, ...(costUsd === undefined ? {} : { costUsd }) }) };
    },
});
