/** Ollama's own protocol: it streams a line of JSON a piece. */
import { defined } from "../../../lib/values/defined.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Signs } from "../providers/learnt.ts";
import { keepingThoughts } from "./openai-compatible.ts";
import type { Ask, Protocol, Question } from "./protocol.ts";
import { keptFor, notTaken, type Turn } from "./turns.ts";
import { textIn } from "./wire.ts";

const protocolName = "ollama";
const smallestContext = 4096;

const signs: Signs = {
  response_format: { isAsked: ({ format }) => format !== undefined, words: /format|schema|grammar/i },
};

export const ollama: Protocol = {
  name: protocolName,
  signs,
  question({ model, turns, options, tools, traits }, { baseUrl }): Question {
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
      ...(traits.has("response_format") ? {} : defined({ format: schema })),
      ...(tools ? toolFields(tools) : {}),
    };
    return { url: `${baseUrl.replace(/\/+$/, "")}/api/chat`, body };
  },
  parts: keepingThoughts((thinking) => ({ thinking })),
};

/** It cannot be told to call a tool: one that is named is offered alone, and none when none is to be called. */
function toolFields({ specs, choice }: NonNullable<Ask["tools"]>): Record<string, unknown> {
  if (choice === "none") return {};
  const offered = typeof choice === "object" ? specs.filter(({ name }) => name === choice.name) : specs;
  return { tools: offered.map((spec) => ({ type: "function", function: spec })) };
}

function messageOf(turn: Turn): Record<string, unknown> {
  if (turn.role === "system") return { role: "system", content: turn.text };
  // Older servers know results by the name of their tool alone.
  if (turn.role === "tool") return { role: "tool", content: turn.text, tool_name: turn.name, tool_call_id: turn.id };
  if (turn.role === "user") {
    const images = turn.parts.flatMap((part) => {
      if (part.type === "text") return [];
      if (part.type === "file") throw notTaken(part, "Ollama");
      return [part.data];
    });
    return { role: "user", content: textIn(turn), ...(images.length === 0 ? {} : { images }) };
  }
  if (turn.calls.length === 0) return { role: "assistant", content: turn.text };
  const [thoughts] = keptFor(protocolName, turn.kept) ?? [];
  const tool_calls = turn.calls.map(({ id, name, args }) => ({ id, function: { name, arguments: args } }));
  return { role: "assistant", content: turn.text, ...thoughts, tool_calls };
}

/**
 * The context to ask for, in tokens: Ollama's default is small, and it cuts what does not fit. Three bytes a token is more
 * than most texts take. Powers of two, because Ollama loads the model again whenever the number changes.
 */
function contextFor(text: string, answerTokens: number): number {
  const needed = Math.ceil(Buffer.byteLength(text) / 3) + answerTokens;
  return Math.max(smallestContext, 2 ** Math.ceil(Math.log2(needed)));
}
