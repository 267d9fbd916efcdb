/**
 * OpenAI's Responses API, from its reference (platform.openai.com/docs/api-reference/responses) and the types of its client.
 * Nothing is stored there: thoughts come back sealed, and go with the results of the calls that followed from them.
 */
import { readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { answerEvents, done } from "./answer-events.ts";
import { type AnswerPart, type Fields, fields } from "./answer-parts.ts";
import { apiUrl } from "./auth.ts";
import type { Signs } from "./learnt.ts";
import { providerError } from "./model-error.ts";
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
  const thoughts = calls.length === 0 ? [] : (keptFor(protocolName, turn.kept) ?? []);
  const text = turn.text === "" ? [] : [{ role: "assistant", content: turn.text }];
  return [...thoughts, ...text, ...calls];
}

function fileOf(file: FilePart): Fields {
  if (file.type === "image") return { type: "input_image", image_url: dataUrl(file), detail: "auto" };
  if (!/^text\/|^application\/pdf$/.test(file.mime)) throw notTaken(file, "OpenAI");
  return { type: "input_file", filename: file.name, file_data: dataUrl(file) };
}

async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  const calls: unknown[] = [];
  for await (const event of answerEvents(body)) {
    if (event === done) yield { type: "over" };
    else yield* partsOf(event, calls);
  }
}

const texts = {
  "response.output_text.delta": "text",
  "response.refusal.delta": "refusal",
  "response.reasoning_summary_text.delta": "thought",
  "response.reasoning_text.delta": "thought",
} as const;
const isText = (type: unknown): type is keyof typeof texts => typeof type === "string" && Object.hasOwn(texts, type);

/** `calls` has the place of each call of a tool among all that comes out. */
function* partsOf(event: Fields, calls: unknown[]): Generator<AnswerPart> {
  const { type, delta, output_index } = event;
  const response = fields(event.response);
  if (isText(type)) yield { type: texts[type], text: String(delta ?? "") };
  // A request that is refused in the stream has an error and no type.
  if (type === "error" || (type === undefined && event.error)) throw providerError(event);
  if (type === "response.failed") throw providerError(response);
  if (type === "response.reasoning_summary_part.added" && Number(event.summary_index) > 0)
    yield { type: "thought", text: "\n\n" };
  if (type === "response.output_item.added") yield* itemParts(fields(event.item), { output_index, calls });
  if (type === "response.function_call_arguments.delta")
    yield { type: "tool", index: calls.indexOf(output_index), args: String(delta ?? "") };
  if (type === "response.output_item.done" && fields(event.item).type === "reasoning")
    yield { type: "keep", block: event.item };
  if (type === "response.completed" || type === "response.incomplete") yield* endOf(response);
}

function* itemParts(
  item: Fields,
  { output_index, calls }: { output_index: unknown; calls: unknown[] },
): Generator<AnswerPart> {
  if (item.type === "reasoning") yield { type: "reasoned" };
  if (item.type !== "function_call") return;
  calls.push(output_index);
  const args = String(item.arguments ?? "");
  yield { type: "tool", index: calls.length - 1, id: String(item.call_id), name: String(item.name), args };
}

function* endOf({ usage, model, status, incomplete_details }: Fields): Generator<AnswerPart> {
  yield { type: "usage", usage: { ...usageIn(fields(usage)), ...(typeof model === "string" ? { model } : {}) } };
  const { reason } = fields(incomplete_details);
  if (reason === "content_filter") yield { type: "end", outcome: "filtered" };
  else if (reason === "max_output_tokens") yield { type: "end", outcome: "cut" };
  else yield { type: "end", outcome: status === "incomplete" ? "broken_off" : "complete" };
}

function usageIn(usage: Fields): Usage {
  return defined({
    tokensIn: readTokenCount(usage.input_tokens),
    tokensOut: readTokenCount(usage.output_tokens),
    tokensCached: readTokenCount(fields(usage.input_tokens_details).cached_tokens),
    tokensReasoning: readTokenCount(fields(usage.output_tokens_details).reasoning_tokens),
  });
}
