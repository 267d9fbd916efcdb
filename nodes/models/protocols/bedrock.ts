/**
 * Amazon Bedrock's ConverseStream, which all of its models speak, from its API reference: the answer comes in binary messages
 * (application/vnd.amazon.eventstream), each with headers, a payload and two checksums.
 */
import type { PatchbayError } from "../../../lib/errors.ts";
import { type AnswerOutcome, readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import type { Signs } from "../providers/learnt.ts";
import { providerError } from "../providers/model-error.ts";
import { type AnswerPart, type Fields, fields } from "./answers/answer-parts.ts";
import { eventMessages } from "./answers/event-messages.ts";
import { outcomeOf } from "./answers/outcomes.ts";
import { type Ask, answerTool, outputLimit, type Protocol } from "./protocol.ts";
import { type FilePart, keptFor, notTaken, splitSystem, type Turn } from "./turns.ts";

const protocolName = "bedrock";

const signs: Signs = {
  temperature: { isAsked: (asked) => fields(asked.inferenceConfig).temperature !== undefined, words: /temperature/i },
  response_format: {
    isAsked: (asked) => asked.outputConfig !== undefined,
    words: /outputConfig|textFormat|json_?schema|structured|schema/i,
  },
  tools: { isAsked: (asked) => asked.toolConfig !== undefined, words: /\btools?\b|toolConfig|toolChoice/i },
  system: { isAsked: (asked) => asked.system !== undefined, words: /system (message|prompt)/i },
};

export const bedrock: Protocol = {
  name: protocolName,
  signs,
  question: (ask, { baseUrl }) => ({
    url: `${baseUrl.replace(/\/+$/, "")}/model/${encodeURIComponent(ask.model)}/converse-stream`,
    body: bodyOf(ask),
    isTool: isAnswerTool(ask),
  }),
  parts,
};

function isAnswerTool({ options, tools, traits }: Ask): boolean {
  return options.schema !== undefined && !tools && traits.has("response_format") && !traits.has("tools");
}

function bodyOf(ask: Ask): Fields {
  const { turns, options, tools, traits } = ask;
  const { system, rest } = splitSystem(turns);
  const hasSystem = system !== "" && !traits.has("system");
  const lead: Message[] = system === "" || hasSystem ? [] : [{ role: "user", content: [{ text: system }] }];
  const inferenceConfig = defined({
    maxTokens: outputLimit(ask),
    // Its scale goes to 1.
    temperature:
      traits.has("temperature") || options.temperature === undefined ? undefined : Math.min(options.temperature, 1),
  });
  const { schema } = options;
  const hasFormat = schema !== undefined && !traits.has("response_format");
  const structure = { jsonSchema: { name: "answer", schema: JSON.stringify(schema) } };
  const offered = tools ?? (isAnswerTool(ask) ? answering(schema) : undefined);
  return {
    messages: withOwnNames(merged([...lead, ...rest.map(messageOf)])),
    ...(hasSystem ? { system: [{ text: system }] } : {}),
    ...(Object.keys(inferenceConfig).length === 0 ? {} : { inferenceConfig }),
    ...(hasFormat ? { outputConfig: { textFormat: { type: "json_schema", structure } } } : {}),
    ...(offered ? { toolConfig: toolConfig(offered) } : {}),
  };
}

function answering(schema: Ask["options"]["schema"]): NonNullable<Ask["tools"]> {
  return { specs: [{ ...answerTool, parameters: { ...schema } }], choice: { name: answerTool.name } };
}

/** That no tool be called cannot be asked for. */
function toolConfig({ specs, choice }: NonNullable<Ask["tools"]>): Fields {
  const toolChoice = typeof choice === "object" ? { tool: choice } : choice === "any" ? { any: {} } : { auto: {} };
  const tools = specs.map(({ name, description, parameters }) => ({
    toolSpec: { name, ...(description === "" ? {} : { description }), inputSchema: { json: parameters } },
  }));
  return { tools, toolChoice };
}

type Message = { role: "user" | "assistant"; content: Fields[] };

/** Roles have to take turns. */
function merged(messages: readonly Message[]): Message[] {
  const all: Message[] = [];
  for (const message of messages) {
    const last = all.at(-1);
    if (last?.role === message.role) last.content.push(...message.content);
    else all.push({ ...message, content: [...message.content] });
  }
  return all;
}

/** A document's name may stand in a conversation once, whatever the case of its letters. */
function withOwnNames(messages: readonly Message[]): Message[] {
  const taken = new Set<string>();
  const own = (block: Fields): Fields => {
    if (!block.document) return block;
    const document = fields(block.document);
    let name = String(document.name);
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${document.name} ${number}`;
    taken.add(name.toLowerCase());
    return { document: { ...document, name } };
  };
  return messages.map(({ role, content }) => ({ role, content: content.map(own) }));
}

function messageOf(turn: Exclude<Turn, { role: "system" }>): Message {
  if (turn.role === "tool") {
    const { id, text, failed } = turn;
    const status = failed ? "error" : "success";
    const content = [{ text: isBlank(text) ? "(no output)" : text }];
    return { role: "user", content: [{ toolResult: { toolUseId: id, content, status } }] };
  }
  if (turn.role === "user") {
    const parts = turn.parts.filter((part) => part.type !== "text" || !isBlank(part.text));
    return { role: "user", content: parts.map((part) => (part.type === "text" ? { text: part.text } : fileOf(part))) };
  }
  const calls = turn.calls.map(({ id, name, args }) => ({ toolUse: { toolUseId: id, name, input: args } }));
  const thoughts = calls.length === 0 ? [] : (keptFor(protocolName, turn.kept) ?? []);
  return { role: "assistant", content: [...thoughts, ...(isBlank(turn.text) ? [] : [{ text: turn.text }]), ...calls] };
}

/** A text without words is refused, wherever it stands. */
const isBlank = (text: string) => text.trim() === "";

const documents: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "text/csv": "csv",
  "text/html": "html",
  "text/markdown": "md",
  "text/plain": "txt",
  "application/msword": "doc",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.ms-excel": "xls",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
};

function fileOf(file: FilePart): Fields {
  const source = { bytes: file.data };
  const [, image] = /^image\/(png|jpeg|gif|webp)$/.exec(file.mime) ?? [];
  if (image !== undefined) return { image: { format: image, source } };
  const format = documents[file.mime];
  if (format === undefined) throw notTaken(file, "Amazon Bedrock");
  // It takes few signs in names, no extension, and one space at a time.
  const name =
    file.name
      .replace(/\.\w+$/, "")
      .replace(/\s+/g, " ")
      .replace(/[^a-zA-Z0-9 ()[\]-]+/g, "-")
      .slice(0, 200) || "file";
  return { document: { format, name, source } };
}

async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  const told: Told = { blocks: new Map(), hasText: false, isApart: false };
  for await (const { headers, payload } of eventMessages(body)) {
    const [kind, type, exception] = [":message-type", ":event-type", ":exception-type"].map((name) => headers[name]);
    if (kind === "exception" || kind === "error")
      throw exceptionOf(String(exception ?? headers[":error-code"]), {
        message: headers[":error-message"],
        ...payload,
      });
    yield* partsOf({ ...payload, type }, told);
  }
}

const statuses: Readonly<Record<string, number>> = {
  throttlingException: 429,
  serviceUnavailableException: 503,
  modelTimeoutException: 408,
  validationException: 400,
};

function exceptionOf(type: string, payload: Fields): PatchbayError {
  // Of the model itself, where that failed behind Bedrock.
  const { originalMessage, originalStatusCode } = payload;
  const message = originalMessage ?? payload.message ?? payload.Message ?? type;
  return providerError({ message }, statuses[type] ?? (Number(originalStatusCode) || 500));
}

type Block = { call: number; thought: string; signature: string | undefined; redacted: Buffer | undefined };
/** `isApart`: something else came since the last text. */
type Told = { blocks: Map<unknown, Block>; hasText: boolean; isApart: boolean };

function* partsOf(event: Fields, told: Told): Generator<AnswerPart> {
  const { blocks } = told;
  const { type, contentBlockIndex: at } = event;
  if (type === "contentBlockStart") {
    const { toolUseId, name, type: by } = fields(fields(event.start).toolUse);
    // What Bedrock's own tools do is no call for Patchbay to make.
    if (typeof name !== "string" || by === "server_tool_use") return;
    const call = [...blocks.values()].filter(({ call }) => call >= 0).length;
    blocks.set(at, { ...noBlock, call });
    yield { type: "tool", index: call, id: String(toolUseId), name, args: "" };
  }
  if (type === "contentBlockDelta") {
    const block = blocks.get(at) ?? { ...noBlock };
    blocks.set(at, block);
    yield* gapBefore(fields(event.delta), told);
    yield* deltaOf(fields(event.delta), block);
  }
  if (type === "contentBlockStop") {
    const { thought, signature, redacted } = blocks.get(at) ?? noBlock;
    if (redacted !== undefined)
      yield { type: "keep", block: { reasoningContent: { redactedContent: redacted.toString("base64") } } };
    // Some models sign what they thought and do not show it.
    else if (thought !== "" || signature !== undefined)
      yield { type: "keep", block: { reasoningContent: { reasoningText: defined({ text: thought, signature }) } } };
  }
  if (type === "messageStop") yield { type: "end", outcome: outcomeIn(String(event.stopReason)) };
  if (type === "metadata") yield { type: "usage", usage: usageIn(fields(event.usage)) };
}

/** Texts with quotes come as several blocks in a row; a thought, or what a tool did, stands between paragraphs. */
function* gapBefore({ text, ...other }: Fields, told: Told): Generator<AnswerPart> {
  if (typeof text !== "string") {
    if (!other.citation) told.isApart = told.hasText;
    return;
  }
  if (told.isApart) yield { type: "text", text: "\n\n" };
  told.isApart = false;
  told.hasText ||= text !== "";
}

const outcomeIn = (reason: string) => outcomes[reason] ?? outcomeOf(reason);
const noBlock: Block = { call: -1, thought: "", signature: undefined, redacted: undefined };

function* deltaOf({ text, toolUse, reasoningContent }: Fields, block: Block): Generator<AnswerPart> {
  if (typeof text === "string") yield { type: "text", text };
  const { input } = fields(toolUse);
  if (typeof input === "string" && block.call >= 0) yield { type: "tool", index: block.call, args: input };
  if (reasoningContent === undefined) return;
  const { text: thought, signature, redactedContent } = fields(reasoningContent);
  yield { type: "reasoned" };
  if (typeof thought === "string") {
    block.thought += thought;
    yield { type: "thought", text: thought };
  }
  if (typeof signature === "string") block.signature = signature;
  if (typeof redactedContent === "string")
    block.redacted = Buffer.concat([block.redacted ?? Buffer.alloc(0), Buffer.from(redactedContent, "base64")]);
}

/** What is read from the cache or written to it is not among `inputTokens`. */
function usageIn(usage: Fields): Usage {
  const fresh = readTokenCount(usage.inputTokens);
  const cached = readTokenCount(usage.cacheReadInputTokens);
  const written = readTokenCount(usage.cacheWriteInputTokens);
  return defined({
    tokensIn: fresh === undefined ? undefined : fresh + (cached ?? 0) + (written ?? 0),
    tokensOut: readTokenCount(usage.outputTokens),
    tokensCached: cached,
  });
}

const outcomes: Readonly<Record<string, AnswerOutcome>> = {
  max_tokens: "cut",
  model_context_window_exceeded: "cut",
  content_filtered: "filtered",
  guardrail_intervened: "filtered",
  malformed_model_output: "broken_off",
  malformed_tool_use: "broken_off",
  refusal: "refused",
};
