/**
 * OpenAI's Responses API, from its reference (platform.openai.com/docs/api-reference/responses) and the types of its client.
 * Nothing is stored there: thoughts come back sealed, and go with the results of the calls that followed from them.
 */
import { readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { apiUrl } from "../providers/addresses.ts";
import type { Signs } from "../providers/learnt.ts";
import { providerError } from "../providers/model-error.ts";
import { answerEvents } from "./answers/answer-events.ts";
import { type AnswerPart, type Fields, fields } from "./answers/answer-parts.ts";
import { done } from "./answers/event-reader.ts";
import { outcomeOf } from "./answers/outcomes.ts";
import { type Ask, outputLimit, type Protocol } from "./protocol.ts";
import { type FilePart, keptFor, notTaken, splitSystem, type Turn } from "./turns.ts";
import { argsJson, dataUrl } from "./wire.ts";

const protocolName = "responses";

const has = (name: string) => (asked: Fields) => asked[name] !== undefined;
const signs: Signs = {
  temperature: { isAsked: has("temperature"), words: /temperature/i },
  response_format: { isAsked: has("text"), words: /text\.format|json_schema|schema|structured output/i },
  tools: { isAsked: has("tools"), words: /\btools?\b|function call/i },
  system: { isAsked: has("instructions"), words: /instructions|system|developer/i },
  thoughts: { isAsked: has("reasoning"), words: /reasoning|encrypted/i },
};

export const openai: Protocol = {
  name: protocolName,
  signs,
  question: (ask, { baseUrl }) => ({ url: apiUrl(baseUrl, "/v1/responses"), body: bodyOf(ask) }),
  parts,
};

function bodyOf(ask: Ask): Fields {
  const { model, turns, options, tools, traits } = ask;
  const { system, rest } = splitSystem(turns);
  const hasSystem = system !== "" && !traits.has("system");
  const lead: Fields[] = system === "" || hasSystem ? [] : [{ role: "user", content: system }];
  const { schema } = options;
  const format = { type: "json_schema", name: "answer", schema, strict: false };
  return {
    model,
    input: [...lead, ...rest.flatMap(itemsOf)],
    stream: true,
    store: false,
    ...defined({
      instructions: hasSystem ? system : undefined,
      max_output_tokens: outputLimit(ask),
      temperature: traits.has("temperature") ? undefined : options.temperature,
    }),
    ...(traits.has("thoughts") ? {} : { reasoning: { summary: "auto" }, include: ["reasoning.encrypted_content"] }),
    ...(schema === undefined || traits.has("response_format") ? {} : { text: { format } }),
    ...(tools ? toolFields(tools) : {}),
  };
}

function toolFields({ specs, choice }: NonNullable<Ask["tools"]>): Fields {
  return {
    tools: specs.map((spec) => ({ type: "function", ...spec, strict: false })),
    tool_choice: typeof choice === "object" ? { type: "function", ...choice } : choice === "any" ? "required" : choice,
  };
}

function itemsOf(turn: Exclude<Turn, { role: "system" }>): Fields[] {
  if (turn.role === "tool") return [{ type: "function_call_output", call_id: turn.id, output: turn.text }];
  if (turn.role === "user") {
    const content = turn.parts.map((part) =>
      part.type === "text" ? { type: "input_text", text: part.text } : fileOf(part),
    );
    return [{ role: "user", content }];
  }
  const calls = turn.calls.map(({ id, name, args }) => ({
    ...{ type: "function_call", call_id: id, name, arguments: argsJson(args) },
  }));
  const text = turn.text === "" ? [] : [{ role: "assistant", content: turn.text }];
  return inOrder(calls.length === 0 ? [] : (keptFor(protocolName, turn.kept) ?? []), text, calls);
}

/** As they came: a thought is taken only right before the text or the call that followed from it. */
function inOrder(kept: readonly Fields[], text: readonly Fields[], calls: readonly Fields[]): Fields[] {
  const left = new Map([...calls.map((call) => [call.call_id, [call]] as const), ["text", text]]);
  const take = (key: unknown) => {
    const items = left.get(key) ?? [];
    left.delete(key);
    return items;
  };
  const placed = kept.flatMap((item) => {
    if (item.type === "reasoning") return [item];
    return take(item.type === "message" ? "text" : item.call_id);
  });
  const items = [...placed, ...take("text"), ...[...left.values()].flat()];
  return items.filter(({ type }, index) => type !== "reasoning" || index < items.length - 1);
}

function fileOf(file: FilePart): Fields {
  if (file.type === "image") return { type: "input_image", image_url: dataUrl(file), detail: "auto" };
  if (!/^text\/|^application\/pdf$/.test(file.mime)) throw notTaken(file, "OpenAI");
  return { type: "input_file", filename: file.name, file_data: dataUrl(file) };
}

async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  const told: Told = {
    ...{ calls: [], begun: new Set(), order: [], hasItems: false, isApart: false },
    ...{ spoken: new Set(), said: "", thought: "" },
  };
  for await (const event of answerEvents(body)) {
    if (event === done) yield { type: "over" };
    // A server that does not stream sends the response alone.
    else if (event.object === "response") yield* endOf(event, told);
    else yield* partsOf(event, told);
  }
  // Without thoughts nothing has to be in order.
  if (told.order.some(({ type }) => type === "reasoning"))
    for (const block of told.order) yield { type: "keep", block };
}

const texts = {
  "response.output_text.delta": "text",
  "response.refusal.delta": "refusal",
  "response.reasoning_summary_text.delta": "thought",
  "response.reasoning_text.delta": "thought",
} as const;
const isText = (type: unknown): type is keyof typeof texts => typeof type === "string" && Object.hasOwn(texts, type);

/**
 * `calls` has the place of each call of a tool among all that comes out, `begun` those whose arguments have come in pieces.
 * `order` has the thoughts, and which text or call came when. `hasItems`: what comes out has come in pieces. `isApart`: another
 * message has begun. `spoken` are the places whose words have come in pieces; `said` and `thought` all that was told so far.
 */
type Told = {
  calls: unknown[];
  begun: Set<unknown>;
  order: Fields[];
  hasItems: boolean;
  isApart: boolean;
  spoken: Set<unknown>;
  said: string;
  thought: string;
};

function* partsOf(event: Fields, told: Told): Generator<AnswerPart> {
  const { type, delta, output_index } = event;
  const response = fields(event.response);
  if (isText(type)) {
    // A server that counts nothing has said all of its words in pieces.
    if (output_index !== undefined || texts[type] !== "thought") told.spoken.add(output_index);
    yield* tell(texts[type], String(delta ?? ""), told);
  }
  // A request that is refused in the stream has an error and no type.
  if (type === "error" || (type === undefined && event.error)) throw providerError(event);
  if (type === "response.failed") throw providerError(response);
  if (type === "response.reasoning_summary_part.added" && Number(event.summary_index) > 0)
    yield { type: "thought", text: "\n\n" };
  if (type === "response.output_item.added" || type === "response.output_item.done") told.hasItems = true;
  if (type === "response.output_item.added") yield* itemParts(fields(event.item), { output_index, told });
  // A call that has not begun is told whole at its end.
  if (type === "response.function_call_arguments.delta" && told.calls.includes(output_index)) {
    told.begun.add(output_index);
    yield { type: "tool", index: told.calls.indexOf(output_index), args: String(delta ?? "") };
  }
  if (type === "response.output_item.done") yield* itemEnd(fields(event.item), { output_index, told });
  if (type === "response.completed" || type === "response.incomplete") yield* endOf(response, told);
}

/** One answer may be several messages, such as what it does and what it has found. */
function* tell(type: (typeof texts)[keyof typeof texts], text: string, told: Told): Generator<AnswerPart> {
  if (type === "thought") told.thought += text;
  else {
    if (told.isApart && type === "text") yield { type, text: "\n\n" };
    told.isApart = false;
    told.said += text;
  }
  yield { type, text };
}

type At = { output_index: unknown; told: Told };

function* itemParts(item: Fields, { output_index, told }: At): Generator<AnswerPart> {
  if (item.type === "reasoning") yield { type: "reasoned" };
  if (item.type === "message" && told.said !== "") told.isApart = true;
  if (item.type !== "function_call") return;
  told.calls.push(output_index);
  const args = String(item.arguments ?? "");
  if (args !== "") told.begun.add(output_index);
  yield { type: "tool", index: told.calls.length - 1, id: String(item.call_id), name: String(item.name), args };
}

/** Some servers send arguments, words and thoughts whole, at the end of what they are of. */
function* itemEnd(item: Fields, { output_index, told }: At): Generator<AnswerPart> {
  const { type, call_id } = item;
  if (type === "reasoning") told.order.push(item);
  else if (type === "message" || type === "function_call") told.order.push(defined({ type, call_id }));
  yield* wordsOf(item, { output_index, told });
  if (type !== "function_call") return;
  if (!told.calls.includes(output_index)) return yield* itemParts(item, { output_index, told });
  if (told.begun.has(output_index)) return;
  told.begun.add(output_index);
  yield { type: "tool", index: told.calls.indexOf(output_index), args: String(item.arguments ?? "") };
}

function* endOf(response: Fields, told: Told): Generator<AnswerPart> {
  const { usage, model, status, incomplete_details, error } = response;
  if (error) throw providerError(response);
  yield* rest(response, told);
  yield { type: "usage", usage: { ...usageIn(fields(usage)), ...(typeof model === "string" ? { model } : {}) } };
  const { reason } = fields(incomplete_details);
  const isWhole = status === "completed" || status === undefined;
  const why = typeof reason === "string" ? outcomeOf(reason) : "complete";
  yield { type: "end", outcome: why === "complete" && !isWhole ? "broken_off" : why };
}

/** Of the whole response, what has not come in pieces. */
function* rest({ output }: Fields, told: Told): Generator<AnswerPart> {
  for (const [output_index, item] of listOf(output).entries()) {
    if (!told.hasItems) yield* itemEnd(item, { output_index, told });
    else yield* wordsOf(item, { output_index, told });
  }
}

/** Its words and thoughts, unless they have been told: not all servers count what comes out in one way. */
function* wordsOf({ type, content, summary }: Fields, { output_index, told }: At): Generator<AnswerPart> {
  if (told.spoken.has(output_index) || told.spoken.has(undefined)) return;
  const parts = listOf(content);
  if (type === "reasoning") {
    const thoughts = listOf(summary).length > 0 ? listOf(summary) : parts;
    const all = thoughts.flatMap(({ text }) => (typeof text === "string" && text !== "" ? [text] : []));
    if (all[0] !== undefined && !told.thought.includes(all[0])) yield* tell("thought", all.join("\n\n"), told);
  }
  if (type !== "message") return;
  const text = parts.map((part) => (part.type === "output_text" ? String(part.text ?? "") : "")).join("");
  if (!told.said.includes(text.trim())) {
    told.isApart ||= told.said !== "";
    yield* tell("text", text, told);
  }
  for (const { refusal } of parts)
    if (typeof refusal === "string" && !told.said.includes(refusal)) yield* tell("refusal", refusal, told);
}

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);

function usageIn(usage: Fields): Usage {
  return defined({
    tokensIn: readTokenCount(usage.input_tokens),
    tokensOut: readTokenCount(usage.output_tokens),
    tokensCached: readTokenCount(fields(usage.input_tokens_details).cached_tokens),
    tokensReasoning: readTokenCount(fields(usage.output_tokens_details).reasoning_tokens),
  });
}
