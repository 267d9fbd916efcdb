/**
 * Cohere's Chat API v2 (docs.cohere.com/reference/chat-stream): named events, a plan before calls of tools, and an error that
 * comes as the reason of the end.
 */
import { type AnswerOutcome, readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { apiUrl } from "../providers/addresses.ts";
import type { Signs } from "../providers/learnt.ts";
import { providerError } from "../providers/model-error.ts";
import { answerEvents } from "./answers/answer-events.ts";
import { type AnswerPart, type Fields, fields } from "./answers/answer-parts.ts";
import { done } from "./answers/event-reader.ts";
import { outcomeOf } from "./answers/outcomes.ts";
import { type Ask, answerTool, outputLimit, type Protocol } from "./protocol.ts";
import { type FilePart, keptFor, notTaken, type Turn } from "./turns.ts";
import { chatMessages, dataUrl } from "./wire.ts";

const has = (name: string) => (asked: Fields) => asked[name] !== undefined;
const signs: Signs = {
  temperature: { isAsked: has("temperature"), words: /temperature/i },
  response_format: { isAsked: has("response_format"), words: /response_format|json|schema/i },
  tools: { isAsked: has("tools"), words: /\btools?\b|tool_choice/i },
};

const protocolName = "cohere";

export const cohere: Protocol = {
  name: protocolName,
  signs,
  question: (ask, { baseUrl }) => ({
    url: apiUrl(baseUrl, "/v2/chat"),
    body: bodyOf(ask),
    isTool: isAnswerTool(ask),
  }),
  parts,
};

function isAnswerTool({ options, tools, traits }: Ask): boolean {
  return options.schema !== undefined && !tools && traits.has("response_format") && !traits.has("tools");
}

function bodyOf(ask: Ask): Fields {
  const { model, turns, options, tools, traits } = ask;
  const { schema } = options;
  const hasFormat = schema !== undefined && !traits.has("response_format");
  return {
    model,
    messages: turns.map(messageOf),
    stream: true,
    ...defined({
      max_tokens: outputLimit(ask),
      temperature: traits.has("temperature") ? undefined : options.temperature,
      response_format: hasFormat ? { type: "json_object", json_schema: schema } : undefined,
    }),
    ...(tools ? toolFields(tools) : {}),
    ...(isAnswerTool(ask) ? toolFields({ specs: [{ ...answerTool, parameters: { ...schema } }], choice: "any" }) : {}),
  };
}

/** The plan and the thoughts before calls go back with them. */
function messageOf(turn: Turn): Fields {
  const blocks = turn.role === "assistant" && turn.calls.length > 0 ? keptFor(protocolName, turn.kept) : undefined;
  const plan = blocks?.find(({ tool_plan }) => typeof tool_plan === "string");
  const thoughtsOf = () => blocks?.filter(({ type }) => type === "thinking") ?? [];
  const [{ content, ...message } = { content: "" }] = chatMessages([turn], { hasSystem: true, fileOf, thoughtsOf });
  const isSilent = turn.role === "assistant" && (content === "" || content === null);
  return { ...message, ...(isSilent ? {} : { content }), ...plan };
}

/** One tool cannot be named, so it is offered alone. */
function toolFields({ specs, choice }: NonNullable<Ask["tools"]>): Fields {
  const offered = typeof choice === "object" ? specs.filter(({ name }) => name === choice.name) : specs;
  return {
    tools: offered.map((spec) => ({ type: "function", function: spec })),
    ...(choice === "auto" ? {} : { tool_choice: choice === "none" ? "NONE" : "REQUIRED" }),
  };
}

function fileOf(file: FilePart): Fields {
  if (file.type === "file") throw notTaken(file, "Cohere");
  return { type: "image_url", image_url: { url: dataUrl(file) } };
}

async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  /** By what Cohere counts them with, which need not be from 0, nor one after the other. */
  const calls: unknown[] = [];
  const kept = { thinking: "", tool_plan: "" };
  for await (const event of answerEvents(body)) {
    if (event === done) continue;
    if (event.type === "tool-call-start") calls.push(event.index);
    const known = calls.lastIndexOf(event.index);
    const { tool_plan, content } = fields(fields(event.delta).message ?? event.message);
    if (typeof tool_plan === "string") kept.tool_plan += tool_plan;
    for (const { thinking } of Array.isArray(content) ? content.map(fields) : [fields(content)])
      if (typeof thinking === "string") kept.thinking += thinking;
    yield* partsOf(event, known < 0 ? calls.length - 1 : known);
  }
  const { thinking, tool_plan } = kept;
  if (thinking !== "") yield { type: "keep", block: { type: "thinking", thinking } };
  if (tool_plan !== "") yield { type: "keep", block: { tool_plan } };
}

function* partsOf(event: Fields, index: number): Generator<AnswerPart> {
  if (event.type === undefined && typeof event.message === "object") return yield* wholeOf(event);
  // An error inside of the stream looks like one outside.
  if (event.error || (event.type === undefined && event.message !== undefined)) throw providerError(event);
  const delta = fields(event.delta);
  const message = fields(delta.message);
  const { text, thinking } = fields(message.content);
  if (typeof thinking === "string" && thinking !== "") yield { type: "thought", text: thinking };
  if (typeof text === "string") yield { type: "text", text };
  if (typeof message.tool_plan === "string") yield { type: "thought", text: message.tool_plan };
  const { id, function: called } = fields(message.tool_calls);
  if (called) {
    const { name, arguments: args } = fields(called);
    yield {
      ...{ type: "tool", index, args: String(args ?? "") },
      ...(typeof id === "string" ? { id } : {}),
      ...(typeof name === "string" ? { name } : {}),
    };
  }
  if (event.type === "message-end") yield* endOf(delta);
}

/** A proxy may send the whole answer instead of a stream. */
function* wholeOf({ message, ...end }: Fields): Generator<AnswerPart> {
  const { content, tool_plan, tool_calls } = fields(message);
  if (typeof tool_plan === "string") yield { type: "thought", text: tool_plan };
  const texts = typeof content === "string" ? [{ text: content }] : content;
  for (const { text, thinking } of Array.isArray(texts) ? texts.map(fields) : []) {
    if (typeof thinking === "string") yield { type: "thought", text: thinking };
    if (typeof text === "string") yield { type: "text", text };
  }
  for (const [index, call] of (Array.isArray(tool_calls) ? tool_calls.map(fields) : []).entries()) {
    const { name, arguments: args } = fields(call.function);
    yield { type: "tool", index, id: String(call.id), name: String(name), args: String(args ?? "") };
  }
  yield* endOf(end);
}

function* endOf({ finish_reason, usage, error }: Fields): Generator<AnswerPart> {
  yield { type: "usage", usage: usageIn(fields(usage)) };
  const reason = String(finish_reason);
  if (reason === "ERROR" || reason === "TIMEOUT" || reason === "ERROR_TOXIC") {
    if (reason === "ERROR_TOXIC") return yield { type: "end", outcome: "filtered" };
    const message = typeof error === "string" ? error : `It ended with ${reason}.`;
    throw providerError({ message, code: reason === "TIMEOUT" ? "timeout" : "server_error" });
  }
  yield { type: "end", outcome: outcomes[reason] ?? outcomeOf(reason) };
}

function usageIn(usage: Fields): Usage {
  const { input_tokens, output_tokens } = fields(usage.tokens ?? usage.billed_units);
  return defined({
    tokensIn: readTokenCount(input_tokens),
    tokensOut: readTokenCount(output_tokens),
    tokensCached: readTokenCount(usage.cached_tokens),
  });
}

const outcomes: Readonly<Record<string, AnswerOutcome>> = { MAX_TOKENS: "cut", ERROR_LIMIT: "cut" };
