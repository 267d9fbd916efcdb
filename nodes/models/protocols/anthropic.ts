/**
 * Anthropic's Messages API, from its reference (platform.claude.com/docs/en/api/messages) and the event stream described there
 * under “Streaming”: events are named by `type`, `ping` may come anywhere, and unknown ones are to be passed over.
 */
import { knownModel } from "../../../lib/models/prices.ts";
import { type AnswerOutcome, readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { apiUrl } from "../providers/addresses.ts";
import type { Signs } from "../providers/learnt.ts";
import { providerError } from "../providers/model-error.ts";
import { answerEvents } from "./answers/answer-events.ts";
import { type AnswerPart, argsText, type Fields, fields } from "./answers/answer-parts.ts";
import { done } from "./answers/event-reader.ts";
import { outcomeOf } from "./answers/outcomes.ts";
import { type Ask, answerTool, outputLimit, type Protocol, type Question } from "./protocol.ts";
import { type FilePart, keptFor, notTaken, splitSystem, type Turn } from "./turns.ts";

const name = "anthropic";

/** The API wants a limit in any case. This is the least of the known models. */
const defaultLimit = 8192;

const signs: Signs = {
  temperature: { isAsked: (asked) => asked.temperature !== undefined, words: /temperature/i },
  response_format: {
    isAsked: (asked) => asked.output_config !== undefined,
    words: /output_config|output_format|json_schema|structured output|schema/i,
  },
  tools: { isAsked: (asked) => asked.tools !== undefined, words: /\btools?\b|tool_choice/i },
};

export const anthropic: Protocol = {
  name,
  signs,
  question: (ask, { baseUrl }) => ({ url: apiUrl(baseUrl, "/v1/messages"), ...questionOf(ask) }),
  parts,
};

function questionOf(ask: Ask): Omit<Question, "url"> {
  const { model, turns, options, tools, traits } = ask;
  const { system, rest } = splitSystem(turns);
  const format = schemaFields(ask);
  const isTool = "tools" in format;
  const body = {
    model,
    max_tokens: outputLimit(ask) ?? knownModel(model, name).maxOutput ?? defaultLimit,
    messages: groupTools(rest).map(messageOf),
    stream: true,
    ...(system === "" ? {} : { system }),
    // OpenAI's scale goes to 2, Anthropic's to 1.
    ...(traits.has("temperature") || options.temperature === undefined
      ? {}
      : { temperature: Math.min(options.temperature, 1) }),
    ...(tools ? { tools: tools.specs.map(toolOf), tool_choice: choiceOf(tools.choice) } : {}),
    ...format,
  };
  // From 2026-10-21 on no temperature is taken, also by the models that have one in the version before.
  return { body, isTool, ...("temperature" in body ? { headers: { "anthropic-version": "2023-06-01" } } : {}) };
}

function toolOf({ name, description, parameters }: NonNullable<Ask["tools"]>["specs"][number]) {
  return { name, description, input_schema: { type: "object", ...parameters } };
}

function choiceOf(choice: NonNullable<Ask["tools"]>["choice"]) {
  return typeof choice === "object" ? { type: "tool", ...choice } : { type: choice };
}

function schemaFields({ options: { schema }, tools, traits }: Ask): Fields {
  if (schema === undefined) return {};
  if (!traits.has("response_format")) return { output_config: { format: { type: "json_schema", schema } } };
  if (tools || traits.has("tools")) return {};
  return {
    tools: [{ ...answerTool, input_schema: schema }],
    tool_choice: { type: "tool", name: answerTool.name },
  };
}

type Rest = Exclude<Turn, { role: "system" }>;
type Results = { role: "results"; results: Extract<Turn, { role: "tool" }>[] };

/** The results of calls that were made together go back together. */
function groupTools(turns: readonly Rest[]): (Exclude<Rest, { role: "tool" }> | Results)[] {
  const groups: (Exclude<Rest, { role: "tool" }> | Results)[] = [];
  for (const turn of turns) {
    const last = groups.at(-1);
    if (turn.role !== "tool") groups.push(turn);
    else if (last?.role === "results") last.results.push(turn);
    else groups.push({ role: "results", results: [turn] });
  }
  return groups;
}

function messageOf(turn: Exclude<Rest, { role: "tool" }> | Results) {
  if (turn.role === "results") {
    const content = turn.results.map(({ id, text, failed }) => ({
      ...{ type: "tool_result", tool_use_id: id, content: text },
      ...(failed ? { is_error: true } : {}),
    }));
    return { role: "user", content };
  }
  if (turn.role === "user") {
    const parts = turn.parts.map((part) => (part.type === "text" ? part : fileOf(part)));
    return { role: "user", content: parts.filter((part) => !("text" in part) || part.text.trim() !== "") };
  }
  const calls = turn.calls.map(({ id, name, args }) => ({ type: "tool_use", id, name, input: args }));
  // Thoughts have to come back before the calls that followed from them; a text without words is refused.
  const thoughts = calls.length === 0 ? [] : (keptFor(name, turn.kept) ?? []);
  const text = turn.text.trim() === "" ? [] : [{ type: "text", text: turn.text }];
  return { role: "assistant", content: [...thoughts, ...text, ...calls] };
}

function fileOf(file: FilePart) {
  const source = { type: "base64", media_type: file.mime, data: file.data };
  if (file.type === "image") return { type: "image", source };
  if (file.mime === "application/pdf") return { type: "document", source, title: file.name };
  if (!file.mime.startsWith("text/")) throw notTaken(file, "Anthropic");
  const data = Buffer.from(file.data, "base64").toString();
  return { type: "document", source: { type: "text", media_type: "text/plain", data }, title: file.name };
}

async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  const told: Told = { blocks: new Map(), calls: 0, usage: {}, hasText: false, last: undefined };
  for await (const event of answerEvents(body)) {
    if (event === done) continue;
    yield* partsOf(event, told);
  }
}

/**
 * `call` counts the calls of tools; `kept` is a thought as it has to be sent back. `args` are arguments that came at once with
 * the beginning of a block, which count when no pieces of them follow.
 */
type Block = { call: number; kept?: Fields; args?: string | undefined };
/** `calls`: how many there are. `last`: the type of the block before. */
type Told = { blocks: Map<unknown, Block>; calls: number; usage: Fields; hasText: boolean; last: unknown };

function* partsOf(event: Fields, told: Told): Generator<AnswerPart> {
  const { blocks } = told;
  switch (event.type) {
    case "message_start": {
      yield* usageParts(fields(event.message), told);
      return;
    }
    case "content_block_start":
      return yield* startOf(event, told);
    case "content_block_delta":
      return yield* deltaOf(fields(event.delta), blocks.get(event.index));
    case "content_block_stop": {
      const { kept, args, call = -1 } = blocks.get(event.index) ?? {};
      if (args !== undefined) yield { type: "tool", index: call, args };
      if (kept) yield { type: "keep", block: kept };
      return;
    }
    case "message_delta": {
      yield* usageParts(event, told);
      return yield* endOf(fields(event.delta));
    }
    case "message":
      return yield* wholeOf(event, told);
    case "message_stop":
      yield { type: "over" };
  }
  if (event.error || event.type === "error") throw providerError(event);
}

/** A proxy may send the whole message instead of a stream. */
function* wholeOf(message: Fields, told: Told): Generator<AnswerPart> {
  yield* usageParts(message, told);
  const content = Array.isArray(message.content) ? message.content : [];
  for (const [index, content_block] of content.entries()) {
    yield* partsOf({ type: "content_block_start", index, content_block }, told);
    yield* partsOf({ type: "content_block_stop", index }, told);
  }
  yield* endOf(message);
}

function* usageParts({ usage, model }: Fields, told: Told): Generator<AnswerPart> {
  // The later counts are those that have changed.
  for (const [name, count] of Object.entries(fields(usage))) told.usage[name] = count ?? told.usage[name];
  yield { type: "usage", usage: { ...usageIn(told.usage), ...(typeof model === "string" ? { model } : {}) } };
}

function* endOf({ stop_reason, stop_details }: Fields): Generator<AnswerPart> {
  if (typeof stop_reason !== "string") return;
  yield { type: "end", outcome: outcomes[stop_reason] ?? outcomeOf(stop_reason) };
  const { explanation } = fields(stop_details);
  if (typeof explanation === "string") yield { type: "refusal", text: explanation };
}

function* startOf({ index, content_block }: Fields, told: Told): Generator<AnswerPart> {
  const { blocks } = told;
  const block = fields(content_block);
  const isText = block.type === "text";
  // Texts with quotes come as several blocks in a row; a thought, or what a tool of Anthropic's did, stands between paragraphs.
  if (isText && told.hasText && told.last !== "text") yield { type: "text", text: "\n\n" };
  told.hasText ||= isText;
  told.last = block.type;
  const call = told.calls;
  const isCall = block.type === "tool_use";
  const isThought = block.type === "thinking" || block.type === "redacted_thinking";
  const args = isCall && Object.keys(fields(block.input)).length > 0 ? argsText(block.input) : undefined;
  // A proxy may give all blocks one place.
  if (isCall) told.calls += 1;
  blocks.set(index, { call: isCall ? call : -1, args, ...(isThought ? { kept: block } : {}) });
  if (isThought) yield { type: "reasoned" };
  if (isThought && typeof block.thinking === "string") yield { type: "thought", text: block.thinking };
  if (isCall) yield { type: "tool", index: call, id: String(block.id), name: String(block.name), args: "" };
  if (typeof block.text === "string") yield { type: "text", text: block.text };
}

function* deltaOf(delta: Fields, block: Block | undefined): Generator<AnswerPart> {
  const { type, text, thinking, signature, partial_json } = delta;
  if (type === "text_delta" && typeof text === "string") yield { type: "text", text };
  if (type === "input_json_delta" && typeof partial_json === "string" && block && block.call >= 0) {
    if (partial_json !== "") block.args = undefined;
    yield { type: "tool", index: block.call, args: partial_json };
  }
  if (type === "thinking_delta" && typeof thinking === "string") {
    yield { type: "thought", text: thinking };
    if (block?.kept) block.kept.thinking = `${block.kept.thinking ?? ""}${thinking}`;
  }
  if (type === "signature_delta" && block?.kept) block.kept.signature = `${block.kept.signature ?? ""}${signature}`;
}

/** What is read from the cache or written to it is not among `input_tokens`. Counts that stay away stay as they were. */
function usageIn(usage: Fields): Usage {
  const fresh = readTokenCount(usage.input_tokens);
  const cached = readTokenCount(usage.cache_read_input_tokens);
  const written = readTokenCount(usage.cache_creation_input_tokens);
  const { thinking_tokens } = fields(usage.output_tokens_details);
  return defined({
    tokensIn: fresh === undefined ? undefined : fresh + (cached ?? 0) + (written ?? 0),
    tokensOut: readTokenCount(usage.output_tokens),
    tokensCached: cached,
    tokensReasoning: readTokenCount(thinking_tokens),
  });
}

const outcomes: Readonly<Record<string, AnswerOutcome>> = {
  end_turn: "complete",
  tool_use: "complete",
  stop_sequence: "complete",
  max_tokens: "cut",
  model_context_window_exceeded: "cut",
  refusal: "refused",
  // Only for tools on Anthropic's side, which Patchbay does not offer.
  pause_turn: "broken_off",
};
