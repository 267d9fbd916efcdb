import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ModelCredential } from "../../../nodes/models/providers/credential.ts";
import { type HttpPeer, httpPeer } from "./http-peer.ts";

/** What a client may ask of chat completions, as far as Patchbay does; anything else is answered with 400. */
const Ask = z.strictObject({
  model: z.string(),
  messages: z
    .array(z.object({ role: z.enum(["system", "user", "assistant", "developer", "tool"]), content: z.string() }))
    .min(1),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  temperature: z.number().optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  response_format: z
    .object({ type: z.literal("json_schema"), json_schema: z.looseObject({ name: z.string() }) })
    .optional(),
  tools: z.array(z.looseObject({ type: z.literal("function") })).optional(),
  tool_choice: z.looseObject({ type: z.literal("function") }).optional(),
});
export type OpenaiAsk = z.infer<typeof Ask>;

type Spent = { prompt_tokens: number; completion_tokens: number };
const littleSpent: Spent = { prompt_tokens: 7, completion_tokens: 3 };

export type OpenaiReply =
  | { words: Iterable<string> | AsyncIterable<string>; delayMs?: number; finish?: "stop" | "length"; usage?: Spent }
  | { tool: string }
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
    for await (const word of "words" in said ? said.words : []) {
      send(choice({ content: word }));
      if ("delayMs" in said) await sleep(said.delayMs);
    }
    send(choice({}, "tool" in said ? "tool_calls" : (said.finish ?? "stop")));
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
