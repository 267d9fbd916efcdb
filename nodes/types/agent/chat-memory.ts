import { z } from "zod";
import type { Message } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { modelRef } from "../model/model-ref.ts";
import { endOf, summaryOf } from "./summarise.ts";

const limited = ["the last messages", "a summary and the last messages"];

export const chatMemory = defineNode({
  type: "chat-memory",
  version: 1,
  title: "Chat memory",
  summary: "Decides how much of a conversation a model or an agent is given: all, the last messages, or a summary.",
  category: "model",
  effect: "costly",
  icon: "sticky-note",
  keywords: ["conversation", "history", "remember", "context window", "summarise", "summarize", "trim", "buffer"],
  subtitle: "keep",
  config: z.object({
    keep: z
      .enum(["everything", "the last messages", "a summary and the last messages"])
      .default("the last messages")
      .meta({
        title: "What the model is given",
        description: "A long conversation may not fit into a model, and every message costs tokens.",
        widget: "select",
      }),
    messages: z
      .number()
      .int()
      .min(2)
      .max(500)
      .default(20)
      .meta({
        title: "Messages",
        description: "How many of the last ones, questions and answers counted. With a summary, at least so many.",
        usedWhen: { setting: "keep", is: limited },
      }),
    maxTokens: z
      .number()
      .int()
      .min(50)
      .max(2_000_000)
      .nullable()
      .default(null)
      .meta({
        title: "Maximum tokens",
        description: "Of the last messages, estimated at four characters a token. Empty: no limit.",
        widget: "number",
        empty: "No limit",
        usedWhen: { setting: "keep", is: ["the last messages"] },
      }),
    model: modelRef().meta({
      title: "Model for the summary",
      usedWhen: { setting: "keep", is: ["a summary and the last messages"] },
    }),
  }),
  inputs: {
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
  },
  outputs: {
    messages: port("messages", { title: "Messages", description: "What is kept of it, for a History input." }),
    summary: port("text", { title: "Summary", description: "Of what is older; empty where nothing was summarised." }),
  },
  docs: {
    about:
      "The Chat memory node decides how much of a conversation a Chat model or an Agent is given. Connect it between the field of the Input node that takes the messages and the input “History”. It passes everything on, the last messages, or a summary of what is older with the last messages after it. The summary is written by a model of your choice in blocks of so many messages; each is kept for 30 days and written once, so that a conversation which goes on pays for its new block only. What is passed on begins with a question, behind the system messages that the history begins with. A block that is too long for the model is summarised in parts; one that it refuses to summarise, or that its provider's content filter stops, is left out.",
    example: {
      summary: "Of four messages the last two are passed on.",
      config: { keep: "the last messages", messages: 2 },
      inputs: {
        history: [
          { role: "user", content: "Who wrote Dracula?" },
          { role: "assistant", content: "Bram Stoker." },
          { role: "user", content: "When?" },
          { role: "assistant", content: "In 1897." },
        ],
      },
      outputs: {
        messages: [
          { role: "user", content: "When?" },
          { role: "assistant", content: "In 1897." },
        ],
        summary: "",
      },
    },
  },
  build:
    ({ config, services }) =>
    async ({ history = [] }, call) => {
      const { keep, messages: count, maxTokens, model } = config;
      if (keep === "everything") return { messages: history, summary: "" };
      // What a system message says at the beginning, such as who the model is, is no part of the talk and stays.
      const start = history.findIndex(({ role }) => role !== "system");
      const [lead, talk] = start === -1 ? [history, []] : [history.slice(0, start), history.slice(start)];
      if (keep === "the last messages") return { messages: [...lead, ...lastOf(talk, count, maxTokens)], summary: "" };
      // Blocks have a fixed place from the beginning, so that a longer conversation has the same ones.
      const blocks = Math.max(0, Math.floor((talk.length - count) / count));
      if (blocks === 0) return { messages: history, summary: "" };
      const summary = await summaryOf({ history: talk, size: count, model }, blocks, { services, call });
      const kept = talk.slice(endOf({ history: talk, size: count }, blocks));
      const told: Message[] = summary === "" ? [] : [{ role: "system", content: `${heading}\n${summary}` }];
      return { messages: [...lead, ...told, ...kept], summary };
    },
});

const heading = "Summary of the conversation so far:";

/**
 * The newest messages within both limits, from a question on: an answer without its question says little. A question that
 * they end with is what is to be answered, and stays however long it is.
 */
function lastOf(history: readonly Message[], count: number, maxTokens: number | null): Message[] {
  const asked = history.at(-1)?.role === "user" ? history.length - 1 : history.length;
  let first = history.length;
  let tokens = 0;
  while (first > 0 && history.length - first < count) {
    tokens += Math.ceil((history[first - 1]?.content.length ?? 0) / 4);
    if (maxTokens !== null && tokens > maxTokens && first <= asked) break;
    first -= 1;
  }
  while (first < history.length && history[first]?.role !== "user") first += 1;
  return history.slice(first);
}
