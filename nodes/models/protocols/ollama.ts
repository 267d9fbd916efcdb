/** Ollama's own protocol: it streams a line of JSON a piece. */
import { defined } from "../../../lib/values/defined.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { chatParts } from "./chat/fold-answer.ts";
import type { Protocol } from "./protocol.ts";
import { notTaken, type Turn } from "./turns.ts";
import { textIn } from "./wire.ts";

const smallestContext = 4096;

export const ollama: Protocol = {
  name: "ollama",
  signs: {},
  question({ model, turns, options, tools }, { baseUrl }) {
    const { temperature, maxTokens, schema } = options;
    const messages = turns.map(messageOf);
    const num_ctx = contextFor(stringifyJson(messages.map(({ images: _, ...rest }) => rest)), maxTokens ?? 2048);
    const body = {
      model,
      messages,
      stream: true,
      // Newer servers then refuse a prompt that is too long, which they would otherwise cut without a word.
      truncate: false,
      options: { num_ctx, ...defined({ temperature, num_predict: maxTokens }) },
      ...defined({ format: schema }),
      ...(tools ? { tools: tools.specs.map((spec) => ({ type: "function", function: spec })) } : {}),
    };
    return { url: `${baseUrl.replace(/\/+$/, "")}/api/chat`, body };
  },
  parts: chatParts,
};

function messageOf(turn: Turn): Record<string, unknown> {
  if (turn.role === "system") return { role: "system", content: turn.text };
  if (turn.role === "tool") return { role: "tool", content: turn.text, tool_name: turn.name };
  if (turn.role === "user") {
    const images = turn.parts.flatMap((part) => {
      if (part.type === "text") return [];
      if (part.type === "file") throw notTaken(part, "Ollama");
      return [part.data];
    });
    return { role: "user", content: textIn(turn), ...(images.length === 0 ? {} : { images }) };
  }
  const calls = turn.calls.map(({ name, args }) => ({ function: { name, arguments: args } }));
  return { role: "assistant", content: turn.text, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

/**
 * The context to ask for, in tokens: Ollama's default is small, and it cuts what does not fit. Three bytes a token is more
 * than most texts take. Powers of two, because Ollama loads the model again whenever the number changes.
 */
function contextFor(text: string, answerTokens: number): number {
  const needed = Math.ceil(Buffer.byteLength(text) / 3) + answerTokens;
  return Math.max(smallestContext, 2 ** Math.ceil(Math.log2(needed)));
}
