import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ModelCredential } from "../../../nodes/models/providers/credential.ts";
import { type HttpPeer, httpPeer } from "./http-peer.ts";

const Ask = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant", "tool"]), content: z.string() })).min(1),
  stream: z.literal(true),
  format: z.unknown().optional(),
  options: z.looseObject({ temperature: z.number().optional(), num_predict: z.number().optional() }).optional(),
});
export type OllamaAsk = z.infer<typeof Ask>;
export type OllamaReply = { words: readonly string[]; delayMs?: number } | { status: number; error: string };
export type OllamaPeer = HttpPeer & { asks: OllamaAsk[]; credential: ModelCredential };

/** A server that speaks Ollama's chat API: one JSON line a piece, counts in the last one. */
export async function ollamaPeer(reply: (ask: OllamaAsk) => OllamaReply): Promise<OllamaPeer> {
  const asks: OllamaAsk[] = [];
  const peer = await httpPeer(async ({ path, body }, response) => {
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/api/tags") return void json(200, { models: [{ name: "llama3.2:1b" }, { name: "gemma3:270m" }] });
    const ask = Ask.safeParse(body);
    if (path !== "/api/chat" || !ask.success) return void json(400, { error: `bad request: ${ask.error?.message}` });
    asks.push(ask.data);
    const said = reply(ask.data);
    if ("status" in said) return void json(said.status, { error: said.error });
    const base = { model: ask.data.model, created_at: new Date(0).toISOString() };
    const send = (value: unknown) => response.write(`${JSON.stringify(value)}\n`);
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (const content of said.words) {
      send({ ...base, message: { role: "assistant", content }, done: false });
      if (said.delayMs !== undefined) await sleep(said.delayMs);
    }
    const counts = { prompt_eval_count: 7, eval_count: 3, total_duration: 1, load_duration: 1, eval_duration: 1 };
    send({ ...base, message: { role: "assistant", content: "" }, done: true, done_reason: "stop", ...counts });
    response.end();
  });
  return Object.assign(peer, {
    asks,
    credential: { provider: "ollama", baseUrl: peer.url, host: peer.host, secret: "" },
  });
}
