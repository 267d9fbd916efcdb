/** Chat completions as OpenAI, Azure, Groq and Mistral serve them, each with its fields, from their references. */
import type { ServerResponse } from "node:http";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { z } from "zod";
import type { PeerRequest } from "../http-peer.ts";
import {
  type Answer,
  type Failure,
  type Heard,
  type HeardTurn,
  modelPeer,
  rightKey,
  type Say,
  sendJson,
} from "./script.ts";

const data = z.string().startsWith("data:");
const Part = z.union([
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("image_url"), image_url: z.union([data, z.strictObject({ url: data })]) }),
  z.strictObject({ type: z.literal("file"), file: z.strictObject({ filename: z.string(), file_data: data }) }),
  z.strictObject({ type: z.literal("document_url"), document_url: data, document_name: z.string() }),
]);
const Call = z.strictObject({
  ...{ id: z.string().min(1), type: z.literal("function") },
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
/** As Mistral takes it. */
const Thought = z.strictObject({
  type: z.literal("thinking"),
  thinking: z.array(z.strictObject({ type: z.literal("text"), text: z.string() })),
  closed: z.boolean(),
});
const Said = z.union([z.string(), z.array(z.union([Part, Thought]))]);
const Message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("system"), content: z.string() }),
  z.strictObject({ role: z.literal("user"), content: z.union([z.string(), z.array(Part)]) }),
  z
    .strictObject({
      ...{ role: z.literal("assistant"), content: Said.nullable().optional(), tool_calls: z.array(Call).optional() },
    })
    .refine(({ content, tool_calls }) => typeof content === "string" || content || tool_calls?.length),
  z.strictObject({ role: z.literal("tool"), content: z.string(), tool_call_id: z.string().min(1) }),
]);
const fields = {
  ...{ model: z.string(), messages: z.array(Message).min(1), stream: z.literal(true) },
  temperature: z.number().min(0).max(2).optional(),
  response_format: z
    .strictObject({
      type: z.literal("json_schema"),
      json_schema: z.strictObject({ name: z.string(), schema: z.looseObject({}), strict: z.boolean() }),
    })
    .optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({ name: z.string(), description: z.string(), parameters: z.looseObject({}) }),
      }),
    )
    .optional(),
  tool_choice: z
    .union([
      z.enum(["auto", "none", "required"]),
      z.strictObject({ type: z.literal("function"), function: z.strictObject({ name: z.string() }) }),
    ])
    .optional(),
};
const stream_options = z.strictObject({ include_usage: z.boolean() }).optional();
const limit = z.number().int().min(1).optional();

type Dialect = {
  base: string;
  address: RegExp;
  list: { path: RegExp; about: object };
  header: "authorization" | "api-key";
  Ask: z.ZodType<z.infer<z.ZodObject<typeof fields>> & { max_tokens?: unknown; max_completion_tokens?: unknown }>;
  thought(text: string): object | undefined;
  refusedKey: unknown;
};

const wrongKey = {
  error: { message: "Incorrect API key provided.", type: "invalid_request_error", code: "invalid_api_key" },
};
const dialects = {
  "openai-compatible": {
    ...{ base: "/v1", address: /^\/v1\/chat\/completions$/, header: "authorization" },
    list: { path: /^\/v1\/models$/, about: {} },
    Ask: z.strictObject({ ...fields, stream_options, max_tokens: limit, max_completion_tokens: limit }),
    thought: (text) => ({ reasoning_content: text }),
    refusedKey: wrongKey,
  },
  "azure-openai": {
    base: "",
    address: /^\/openai\/(v1|deployments\/([^/]+))\/chat\/completions(\?api-version=2024-10-21)?$/,
    header: "api-key",
    list: { path: /^\/openai\/v1\/models$/, about: { capabilities: { chat_completion: true, embeddings: false } } },
    Ask: z.strictObject({ ...fields, stream_options, max_tokens: limit, max_completion_tokens: limit }),
    thought: () => undefined,
    refusedKey: {
      error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." },
    },
  },
  groq: {
    ...{ base: "/openai/v1", address: /^\/openai\/v1\/chat\/completions$/, header: "authorization" },
    list: { path: /^\/openai\/v1\/models$/, about: { active: true, context_window: 131_072 } },
    Ask: z.strictObject({
      ...{ ...fields, stream_options, max_completion_tokens: limit },
      reasoning_format: z.enum(["hidden", "raw", "parsed"]).optional(),
    }),
    thought: (text) => ({ reasoning: text }),
    refusedKey: { error: { message: "Invalid API Key", type: "invalid_request_error", code: "invalid_api_key" } },
  },
  mistral: {
    ...{ base: "", address: /^\/v1\/chat\/completions$/, header: "authorization" },
    list: {
      path: /^\/v1\/models$/,
      about: { type: "base", max_context_length: 131_072, capabilities: { completion_chat: true, vision: true } },
    },
    Ask: z.strictObject({ ...fields, max_tokens: limit }),
    thought: (text) => ({ content: [{ type: "thinking", thinking: [{ type: "text", text }] }] }),
    refusedKey: { detail: "Unauthorized" },
  },
} as const satisfies Record<string, Dialect>;
type Name = keyof typeof dialects;

export function chatPeer(name: Name, say: Say) {
  const dialect: Dialect = dialects[name];
  return modelPeer(
    {
      ...{ provider: name, base: dialect.base },
      isAllowed: ({ headers }) =>
        headers[dialect.header] === (dialect.header === "api-key" ? rightKey : `Bearer ${rightKey}`),
      refuse: (response) => sendJson(response, 401, dialect.refusedKey),
      aside({ method, path }, response) {
        if (method !== "GET" || !dialect.list.path.test(path)) return false;
        const model = { id: "chat-test", object: "model", created: 1, owned_by: "lab", ...dialect.list.about };
        sendJson(response, 200, { object: "list", data: [model] });
        return true;
      },
      hear: (request) => hear(request, dialect, name),
      malformed: (response, message) =>
        name === "mistral"
          ? sendJson(response, 422, {
              object: "error",
              message: { detail: [{ type: "extra_forbidden", msg: message }] },
            })
          : sendJson(response, 400, { error: { message, type: "invalid_request_error", code: null } }),
      fail(response, failure) {
        const [status, error] = failureOf(failure);
        const body = name === "mistral" ? { object: "error", ...error } : { error };
        sendJson(response, status, body, failure.headers);
      },
      speak: (response, answer, heard) => speak(response, answer, { model: heard.model, name }),
    },
    say,
  );
}

function failureOf({ failure, field }: Failure): [number, { message: string; type: string; code: string | null }] {
  const refused = { type: "invalid_request_error", code: null };
  if (failure === "overloaded") return [503, { message: "Service unavailable.", type: "server_error", code: null }];
  if (failure === "rate-limited")
    return [429, { message: "Rate limit reached.", type: "requests", code: "rate_limit_exceeded" }];
  if (failure === "too-long")
    return [
      400,
      { ...refused, message: "This model's maximum context length is 8192 tokens.", code: "context_length_exceeded" },
    ];
  if (failure === "filtered")
    return [400, { ...refused, message: "The response was filtered due to the prompt.", code: "content_filter" }];
  return [400, { ...refused, message: `Unsupported parameter: '${field}' is not supported with this model.` }];
}

function hear({ path, body }: PeerRequest, dialect: Dialect, name: Name): Heard {
  if (!dialect.address.test(path)) throw new Error(`There is no ${path}.`);
  const ask = dialect.Ask.parse(body);
  const turns = ask.messages.flatMap(turnsOf);
  if (name !== "mistral" && turns.some(({ thoughts }) => thoughts !== undefined))
    throw new Error("unknown part: thinking");
  for (const { id } of turns.flatMap(({ calls = [] }) => calls))
    if (name === "mistral" && !/^[a-zA-Z0-9]{9}$/.test(id)) throw new Error(`Tool call id was ${id}, of length not 9`);
  const choice = ask.tool_choice;
  const maxTokens = ask.max_tokens ?? ask.max_completion_tokens;
  return {
    ...{ model: ask.model, turns },
    system: ask.messages.map((message) => (message.role === "system" ? message.content : "")).join(""),
    tools: ask.tools?.map((tool) => tool.function.name) ?? [],
    choice: typeof choice === "object" ? choice.function.name : choice,
    schema: ask.response_format?.json_schema.schema,
    ...{ maxTokens: typeof maxTokens === "number" ? maxTokens : undefined, temperature: ask.temperature },
  };
}

function turnsOf(message: z.infer<typeof Message>): HeardTurn[] {
  if (message.role === "system") return [];
  if (message.role === "tool") return [{ role: "tool", id: message.tool_call_id, text: message.content }];
  if (message.role === "assistant") {
    const calls = message.tool_calls?.map(({ id, function: { name, arguments: args } }) => ({
      id,
      name,
      args: JSON.parse(args),
    }));
    const parts = typeof message.content === "string" ? [] : (message.content ?? []);
    const thoughts = parts.flatMap((part) => (part.type === "thinking" ? part.thinking.map(({ text }) => text) : []));
    const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
    return [
      {
        ...{ role: "assistant", text: typeof message.content === "string" ? message.content : text },
        ...(calls ? { calls } : {}),
        ...(thoughts.length > 0 ? { thoughts: thoughts.join("") } : {}),
      },
    ];
  }
  const parts =
    typeof message.content === "string" ? [{ type: "text" as const, text: message.content }] : message.content;
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const files = parts.flatMap((part) => (part.type === "text" ? [] : [urlIn(part).slice("data:".length)]));
  return [{ role: "user", text, ...(files.length > 0 ? { files } : {}) }];
}

function urlIn(part: Exclude<z.infer<typeof Part>, { type: "text" }>): string {
  if (part.type === "file") return part.file.file_data;
  if (part.type === "document_url") return part.document_url;
  return typeof part.image_url === "string" ? part.image_url : part.image_url.url;
}

const reasons = { complete: "stop", cut: "length", filtered: "content_filter", refused: "stop" } as const;
type Delta = ChatCompletionChunk.Choice.Delta;

function speak(response: ServerResponse, answer: Answer, { model, name }: { model: string; name: Name }): void {
  const { thoughts = [], text = [], calls = [], end = "complete", after } = answer;
  const count = answer.usage ?? { input: 7, cached: 0, output: 3, reasoning: 0 };
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (value: object) => response.write(`data: ${JSON.stringify(value)}\n\n`);
  const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model } as const;
  const choice = (
    delta: Delta,
    finish_reason: ChatCompletionChunk.Choice["finish_reason"] = null,
  ): ChatCompletionChunk => ({
    ...chunk,
    choices: [{ index: 0, delta, finish_reason, logprobs: null }],
  });
  // Azure says first what its filter thinks of the prompt, in a piece without a choice.
  if (name === "azure-openai")
    send({ ...chunk, choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] });
  send(choice({ role: "assistant", content: "" }));
  for (const thought of thoughts) {
    const delta = dialects[name].thought(thought);
    // The types of OpenAI's client have no place for it.
    if (delta) send({ ...choice({}), choices: [{ index: 0, delta, finish_reason: null }] });
  }
  for (const each of text) send(choice(end === "refused" ? { refusal: each } : { content: each }));
  for (const delta of callsOf(calls, name === "mistral")) send(choice(delta));
  if (after === "error") send({ error: { message: "The server is overloaded.", type: "server_error", code: 503 } });
  if (after) return;
  const usage: ChatCompletionChunk["usage"] = {
    ...{ prompt_tokens: count.input, completion_tokens: count.output, total_tokens: count.input + count.output },
    prompt_tokens_details: { cached_tokens: count.cached },
    completion_tokens_details: { reasoning_tokens: count.reasoning },
  };
  const last = choice({}, calls.length > 0 ? "tool_calls" : reasons[end]);
  if (name === "mistral") send({ ...last, usage });
  else {
    send(last);
    send({ ...chunk, choices: [], usage });
  }
  response.write("data: [DONE]\n\n");
}

/** Mistral sends each call whole. */
function* callsOf(calls: NonNullable<Answer["calls"]>, isWhole: boolean): Generator<Delta> {
  for (const [index, { name, args }] of calls.entries()) {
    const call = { index, id: `abcdefgh${index}`, type: "function" } as const;
    if (isWhole) yield { tool_calls: [{ ...call, function: { name, arguments: args.join("") } }] };
    else {
      yield { tool_calls: [{ ...call, function: { name, arguments: "" } }] };
      for (const piece of args) yield { tool_calls: [{ index, function: { arguments: piece } }] };
    }
  }
}
