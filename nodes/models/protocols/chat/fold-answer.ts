/** Reads OpenAI's chat completions and Ollama's answers, tolerantly: each field where some server has been seen to put it. */
import type { Usage } from "../../../../lib/models/usage.ts";
import { providerError } from "../../providers/model-error.ts";
import { answerEvents } from "../answers/answer-events.ts";
import { type AnswerPart, type Asked, type Fields, type Folded, fields, foldParts } from "../answers/answer-parts.ts";
import { type AnswerEvent, done } from "../answers/event-reader.ts";
import { outcomeOf } from "../answers/outcomes.ts";
import { type CallCounter, callCounter } from "./call-counter.ts";
import { chatUsage } from "./chat-usage.ts";
import { firstChoice } from "./first-choice.ts";
import type { KeptFields } from "./kept-fields.ts";
import { withoutThoughts } from "./thoughts.ts";

/** Throws what the server reports before it has said anything; after that, the answer counts as broken off. */
export async function foldAnswer(body: ReadableStream<Uint8Array>, asked: Asked): Promise<Folded> {
  return await foldParts(chatParts(body), asked);
}

/** `kept` hears what has to go back to the server. */
export async function* chatParts(body: ReadableStream<Uint8Array>, kept?: KeptFields): AsyncGenerator<AnswerPart> {
  const thoughts = withoutThoughts();
  const told: Told = { calls: callCounter(), choiceOf: firstChoice(), model: undefined, kept, isHeard: false };
  let hasText = false;
  let isWhole = false;
  const say = (text: string): AnswerPart => {
    hasText ||= text !== "";
    return { type: "text", text };
  };
  try {
    for await (const event of answerEvents(body)) {
      if (event === done) yield { type: "over" };
      else
        for (const part of partsOf(event, told)) {
          if (part.type === "end") isWhole = part.outcome === "complete";
          yield part.type === "text" ? say(thoughts.push(part.text)) : part;
        }
    }
  } catch (thrown) {
    // What was held back is a part of the text, unless an error is all that there is.
    if (hasText) yield say(thoughts.end(false));
    throw thrown;
  }
  yield say(thoughts.end(isWhole));
  yield { type: "thought", text: thoughts.taken() };
  for (const block of kept?.blocks() ?? []) yield { type: "keep", block };
  // A success that is none: nothing but an object of the server's own.
  if (told.strange && !told.isHeard) throw providerError(told.strange);
}

/** `strange`: what was sent as long as there was nothing of an answer. */
type Told = {
  calls: CallCounter;
  choiceOf: ReturnType<typeof firstChoice>;
  model: unknown;
  kept: KeptFields | undefined;
  isHeard: boolean;
  strange?: Fields;
};

function* partsOf(event: Exclude<AnswerEvent, typeof done>, told: Told): Generator<AnswerPart> {
  const choice = told.choiceOf(event.choices);
  const isOllama = typeof event.message === "object" && event.message !== null;
  const hasAnswer = choice !== undefined || isOllama || Array.isArray(event.choices) || event.usage != null;
  const failure = failureIn(event, choice);
  if (!hasAnswer && ("detail" in event || "message" in event)) throw providerError(event);
  told.isHeard ||= hasAnswer || event.done === true;
  if (!told.isHeard && Object.keys(event).length > 0) told.strange ??= event;
  const usage = isOllama || event.done === true ? event : (event.usage ?? fields(event.x_groq).usage ?? choice?.usage);
  if (usage) yield { type: "usage", usage: chatUsage(fields(usage)) };
  // Each piece says it again.
  if (event.model !== told.model) yield { type: "usage", usage: modelIn(event) };
  told.model = event.model;
  const delta = fields(choice?.delta ?? choice?.message ?? event.message);
  const reason = choice?.finish_reason ?? (event.done === true ? event.done_reason || "stop" : undefined);
  if (typeof reason === "string" && !noReason.test(reason)) yield { type: "end", outcome: outcomeOf(reason) };
  // A whole object is the whole answer. Some servers put what has been said so far into each piece of a stream.
  else if (choice?.message && !choice.delta && event.object !== "chat.completion.chunk") yield { type: "over" };
  if (typeof delta.refusal === "string") yield { type: "refusal", text: delta.refusal };
  const thought = thoughtOf(delta);
  if (thought !== "") yield { type: "thought", text: thought };
  told.kept?.hear(delta);
  yield* toolParts(delta, told);
  if (Array.isArray(delta.images) && delta.images.length > 0) yield { type: "picture" };
  yield* contentParts(delta.content ?? choice?.text ?? fields(delta.audio).transcript);
  // What comes with an error was said before it.
  if (failure) throw providerError(failure);
}

/** Some servers write their language's word for nothing into each piece. */
const noReason = /^(null|none)?$/i;

function failureIn(event: Fields, choice: Fields = {}): Fields | undefined {
  if (isError(event.error)) return event;
  const groq = fields(event.x_groq);
  if (isError(groq.error)) return groq;
  return isError(choice.error) ? choice : undefined;
}

/** Some servers write an empty error into each piece. */
function isError(error: unknown): boolean {
  return typeof error === "object" ? Object.values(error ?? {}).some(Boolean) : Boolean(error);
}

/** One thought may stand in several fields at a time. */
function thoughtOf({ reasoning_content, reasoning, thinking, reasoning_text, reasoning_details }: Fields): string {
  for (const said of [reasoning_content, reasoning, thinking, reasoning_text, reasoning_details]) {
    const thought = said ? thoughtIn(said) : "";
    if (thought !== "") return thought;
  }
  return "";
}

function modelIn({ model }: Fields): Usage {
  return typeof model === "string" && model !== "" ? { model } : {};
}

function* contentParts(content: unknown): Generator<AnswerPart> {
  if (typeof content === "string") yield { type: "text", text: content };
  else if (Array.isArray(content)) for (const part of content) yield* contentPart(part);
  else if (content) yield* contentPart(content);
}

function* contentPart(part: unknown): Generator<AnswerPart> {
  if (typeof part === "string") return yield { type: "text", text: part };
  const { type, text, refusal } = fields(part);
  if (typeof refusal === "string") yield { type: "refusal", text: refusal };
  if (type === "thinking" || type === "reasoning") yield { type: "thought", text: thoughtIn(part) };
  else if (typeof text === "string") yield { type: "text", text };
}

/** A text, or a list of parts with texts, under one of several names. */
function thoughtIn(said: unknown): string {
  if (typeof said === "string") return said;
  if (Array.isArray(said)) return said.map(thoughtIn).join("");
  const { thinking, text, summary, content } = fields(said);
  return [thinking, text, summary, content].map((each) => (each ? thoughtIn(each) : "")).find(Boolean) ?? "";
}

function* toolParts({ tool_calls, function_call }: Fields, { calls, kept }: Told): Generator<AnswerPart> {
  const old: Fields[] = function_call ? [{ index: 0, function: function_call }] : [];
  const listed = Array.isArray(tool_calls) && tool_calls.length > 0 ? tool_calls.map(fields) : old;
  for (const call of listed) {
    const piece = calls.pieceOf(call);
    if (piece) kept?.hearCall(piece.index, call);
    if (piece) yield { type: "tool", ...piece };
  }
}
