/** Reads OpenAI's chat completions and Ollama's answers, tolerantly: each field where some server has been seen to put it. */
import { type AnswerOutcome, readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { providerError } from "../providers/model-error.ts";
import { type AnswerEvent, answerEvents, done } from "./answer-events.ts";
import { type AnswerPart, type Asked, argsText, type Fields, type Folded, fields, foldParts } from "./answer-parts.ts";
import { type CallCounter, callCounter } from "./call-counter.ts";
import { withoutThoughts } from "./thoughts.ts";

/** Throws what the server reports before it has said anything; after that, the answer counts as broken off. */
export async function foldAnswer(body: ReadableStream<Uint8Array>, asked: Asked): Promise<Folded> {
  return await foldParts(chatParts(body), asked);
}

export async function* chatParts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  const thoughts = withoutThoughts();
  const calls = callCounter();
  let hasText = false;
  const say = (text: string): AnswerPart => {
    hasText ||= text !== "";
    return { type: "text", text };
  };
  try {
    for await (const event of answerEvents(body)) {
      if (event === done) yield { type: "over" };
      else for (const part of partsOf(event, calls)) yield part.type === "text" ? say(thoughts.push(part.text)) : part;
    }
  } catch (thrown) {
    // What was held back is a part of the text, unless an error is all that there is.
    if (hasText) yield say(thoughts.end());
    throw thrown;
  }
  yield say(thoughts.end());
  yield { type: "thought", text: thoughts.taken() };
}

function* partsOf(event: Exclude<AnswerEvent, typeof done>, calls: CallCounter): Generator<AnswerPart> {
  if (event.error !== undefined && event.error !== null) throw providerError(event);
  const [choice] = Array.isArray(event.choices) ? event.choices.map(fields) : [];
  const isOllama = event.message !== undefined && typeof event.message === "object";
  if (!choice && !isOllama && event.usage == null && ("detail" in event || "message" in event))
    throw providerError(event);
  const usage = isOllama || event.done === true ? event : (event.usage ?? fields(event.x_groq).usage);
  yield { type: "usage", usage: { ...usageIn(fields(usage)), ...modelIn(event) } };
  if (choice?.error) throw providerError(choice);
  const delta = fields(choice?.delta ?? choice?.message ?? event.message);
  const reason = choice?.finish_reason ?? (event.done === true ? (event.done_reason ?? "stop") : undefined);
  if (typeof reason === "string" && reason !== "") yield { type: "end", outcome: outcomeOf(reason) };
  // A whole object, not a piece of a stream, is the whole answer.
  else if (choice?.message !== undefined) yield { type: "over" };
  if (typeof delta.refusal === "string") yield { type: "refusal", text: delta.refusal };
  const thought = [delta.reasoning_content, delta.reasoning, delta.thinking].find((each) => typeof each === "string");
  if (thought !== undefined) yield { type: "thought", text: thought };
  yield* toolParts(delta, calls);
  yield* contentParts(delta.content ?? choice?.text);
}

function modelIn({ model }: Fields): Usage {
  return typeof model === "string" && model !== "" ? { model } : {};
}

function* contentParts(content: unknown): Generator<AnswerPart> {
  if (typeof content === "string") yield { type: "text", text: content };
  else if (Array.isArray(content)) for (const part of content) yield* contentPart(part);
}

function* contentPart(part: unknown): Generator<AnswerPart> {
  if (typeof part === "string") return yield { type: "text", text: part };
  const { type, text, refusal } = fields(part);
  if (typeof refusal === "string") yield { type: "refusal", text: refusal };
  if (type === "thinking" || type === "reasoning") yield { type: "thought", text: thoughtIn(part) };
  else if (typeof text === "string") yield { type: "text", text };
}

/** A text, or a list of parts with texts, under one of two names. */
function thoughtIn(part: unknown): string {
  const { text, thinking } = fields(part);
  const said = thinking ?? text;
  if (typeof said === "string") return said;
  return Array.isArray(said) ? said.map(thoughtIn).join("") : "";
}

function* toolParts(delta: Fields, calls: CallCounter): Generator<AnswerPart> {
  const old: Fields[] = delta.function_call === undefined ? [] : [{ index: 0, function: delta.function_call }];
  const listed = Array.isArray(delta.tool_calls) ? delta.tool_calls.map(fields) : old;
  for (const call of listed) {
    const { name, arguments: given } = fields(call.function);
    const args = argsText(given);
    yield {
      type: "tool",
      index: calls.indexOf(call),
      ...(typeof call.id === "string" && call.id !== "" ? { id: call.id } : {}),
      ...(typeof name === "string" && name !== "" ? { name } : {}),
      ...(args === undefined ? {} : { args }),
    };
  }
}

function usageIn(usage: Fields): Usage {
  const details = fields(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const { reasoning_tokens } = fields(usage.completion_tokens_details ?? usage.output_tokens_details);
  return defined({
    tokensIn: readTokenCount(usage.prompt_tokens ?? usage.input_tokens ?? usage.prompt_eval_count),
    tokensOut: readTokenCount(usage.completion_tokens ?? usage.output_tokens ?? usage.eval_count),
    tokensCached: readTokenCount(details.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.num_cached_tokens),
    tokensReasoning: readTokenCount(reasoning_tokens),
  });
}

/**
 * The reasons of many servers, by what they speak of: vLLM's abort, DeepSeek's insufficient_system_resource, Zhipu's sensitive.
 * The first that fits counts; stop, end_turn, tool_calls, eos and what is not known are the end of a whole answer.
 */
const endings: readonly (readonly [RegExp, AnswerOutcome])[] = [
  [/filter|safety|sensitive|recitation|prohibited|blocklist|moderation/i, "filtered"],
  [/refus/i, "refused"],
  [/error|abort|cancel|interrupt|insufficient|time|load|fail/i, "broken_off"],
  [/length|max|limit|context|truncat/i, "cut"],
];

function outcomeOf(reason: string): AnswerOutcome {
  return endings.find(([words]) => words.test(reason))?.[1] ?? "complete";
}
