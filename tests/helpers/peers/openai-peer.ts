import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ModelCredential } from "../../../nodes/models/providers/credential.ts";
import { type HttpPeer, httpPeer } from "./http-peer.ts";

const Called = z.strictObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
/** Told as their JSON. */
const Part = z.looseObject({ type: z.enum(["text", "image_url"]) });
const Message = z.union([
  z.strictObject({ role: z.enum(["system", "user", "assistant", "developer"]), content: z.string() }),
  z.strictObject({
    role: z.literal("assistant"),
    content: z.string().nullish(),
    tool_calls: z.array(Called).min(1),
  }),
  z.strictObject({ role: z.literal("user"), content: z.array(Part).transform((parts) => JSON.stringify(parts)) }),
  z.strictObject({ role: z.literal("tool"), content: z.string(), tool_call_id: z.string() }),
]);

/** What a client may ask of chat completions, as far as Patchbay does; anything else is answered with 400. */
const Ask = z.strictObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  temperature: z.number().optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  response_format: z
    .object({ type: z.literal("json_schema"), json_schema: z.looseObject({ name: z.string() }) })
    .optional(),
  tools: z.array(z.looseObject({ type: z.literal("function") })).optional(),
  tool_choice: z
    .union([z.enum(["auto", "none", "required"]), z.looseObject({ type: z.literal("function") })])
    .optional(),
});
export type OpenaiAsk = z.infer<typeof Ask>;

/** The real server refuses a result without its call, and a call without its result. */
function unansweredIn({ messages }: OpenaiAsk): string | undefined {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.role === "tool") {
      if (!open.delete(message.tool_call_id)) return `no tool call ${message.tool_call_id} precedes its result`;
    } else if (open.size > 0) return `tool calls ${[...open].join(", ")} have no result`;
    if ("tool_calls" in message) for (const { id } of message.tool_calls) open.add(id);
  }
  return open.size > 0 ? "the last tool calls have no result" : undefined;
}

type Spent = { prompt_tokens: number; completion_tokens: number };
const littleSpent: Spent = { prompt_tokens: 7, completion_tokens: 3 };

export type OpenaiReply =
  | {
      words: Iterable<string> | AsyncIterable<string>;
      delayMs?: number;
      finish?: "stop" | "length" | "content_filter";
      usage?: Spent;
    }
  | { tool: string }
  /** Calls of these functions, by name, with their arguments as JSON. */
  | { calls: [string, string][] }
  | { status: number; message: string; headers?: Record<string, string> };

export type OpenaiPeer = HttpPeer & { asks: OpenaiAsk[]; credential: ModelCredential };

/** A server that speaks OpenAI's chat completions, streamed as server-sent events with usage, and lists one model. */
export async function openaiPeer(reply: (ask: OpenaiAsk, count: number) => OpenaiReply): Promise<OpenaiPeer> {
  const asks: OpenaiAsk[] = [];
  const peer = await httpPeer(async ({ method, path, body }, response) => {
    const json = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
    if (method === "GET" && path === "/v1/models")
      return void json(200, { object: "list", data: [{ id: "small", object: "model" }] });
    const ask = Ask.safeParse(body);
    if (path !== "/v1/chat/completions" || !ask.success) {
      return void json(400, {
        error: { message: `bad request: ${ask.error?.message}`, type: "invalid_request_error" },
      });
    }
    const unanswered = unansweredIn(ask.data);
    if (unanswered !== undefined) return void json(400, { error: { message: unanswered } });
    asks.push(ask.data);
    const said = reply(ask.data, asks.length);
    if ("status" in said) return void json(said.status, { error: { message: said.message } }, said.headers);
    const base = { id: "c1", object: "chat.completion.chunk", created: 1, model: ask.data.model };
    const send = (value: unknown) => response.write(`data: ${JSON.stringify(value)}\n\n`);
    const choice = (delta: unknown, finish_reason: string | null = null) => ({
      ...base,
      choices: [{ index: 0, delta, finish_reason }],
    });
    response.writeHead(200, { "content-type": "text/event-stream" });
    send(choice({ role: "assistant", content: "" }));
    if ("tool" in said) {
      const call = { index: 0, id: "t1", type: "function", function: { name: "answer", arguments: said.tool } };
      send(choice({ tool_calls: [call] }));
    }
    for (const [index, [name, args]] of ("calls" in said ? said.calls : []).entries()) {
      const at = args.length / 2;
      const [begin, rest] = [args.slice(0, at), args.slice(at)];
      send(
        choice({ tool_calls: [{ index, id: `t${index}`, type: "function", function: { name, arguments: begin } }] }),
      );
      send(choice({ tool_calls: [{ index, function: { arguments: rest } }] }));
    }
    for await (const word of "words" in said ? said.words : []) {
      send(choice({ content: word }));
      if ("delayMs" in said) await sleep(said.delayMs);
    }
    send(choice({}, "tool" in said || "calls" in said ? "tool_calls" : (said.finish ?? "stop")));
    if (ask.data.stream_options?.include_usage) {
      const spent = ("usage" in said && said.usage) || littleSpent;
      const total_tokens = spent.prompt_tokens + spent.completion_tokens;
      send({ ...base, choices: [], usage: { ...spent, total_tokens } });
    }
    response.end("data: [DONE]\n\n");
  });
  const credential = { provider: "openai-compatible", baseUrl: `${peer.url}/v1`, host: peer.host, secret: "sk-test" };
  return Object.assign(peer, { asks, credential });
}
