/**
 * Ollama's chat API as its reference and its OpenAPI document describe it: one JSON line a piece, calls of tools whole, counts
 * and the reason of the end in the last line. What is asked for is parsed strictly; the real server takes more.
 */
import type { ServerResponse } from "node:http";
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

const Call = z.strictObject({
  id: z.string().min(1),
  function: z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }),
});
const Message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("system"), content: z.string() }),
  z.strictObject({ role: z.literal("user"), content: z.string(), images: z.array(z.base64()).optional() }),
  z.strictObject({
    ...{ role: z.literal("assistant"), content: z.string() },
    ...{ thinking: z.string().optional(), tool_calls: z.array(Call).min(1).optional() },
  }),
  z.strictObject({ role: z.literal("tool"), content: z.string(), tool_name: z.string(), tool_call_id: z.string() }),
]);
const Ask = z.strictObject({
  ...{ model: z.string(), messages: z.array(Message).min(1), stream: z.literal(true), truncate: z.literal(false) },
  options: z.strictObject({
    num_ctx: z.number().int(),
    num_predict: z.number().int().optional(),
    temperature: z.number().optional(),
  }),
  format: z.looseObject({}).optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({ name: z.string(), description: z.string(), parameters: z.looseObject({}) }),
      }),
    )
    .optional(),
});

export function ollamaPeer(say: Say) {
  return modelPeer(
    {
      provider: "ollama",
      isAllowed: ({ headers }) => headers.authorization === `Bearer ${rightKey}`,
      refuse: (response) => sendJson(response, 401, { error: "unauthorized" }),
      aside({ method, path, body }, response) {
        if (method === "GET" && path === "/api/tags")
          sendJson(response, 200, { models: [{ name: "chat-test:1b" }, { name: "embed-test:latest" }] });
        else if (path === "/api/show") show(response, z.object({ model: z.string() }).parse(body).model);
        else return false;
        return true;
      },
      hear,
      malformed: (response, error) => sendJson(response, 400, { error }),
      fail(response, failure) {
        const [status, error] = failureOf(failure);
        sendJson(response, status, { error }, failure.headers);
      },
      speak,
    },
    say,
  );
}

function show(response: ServerResponse, model: string): void {
  const isChat = model === "chat-test:1b";
  const architecture = isChat ? "llama" : "nomic-bert";
  sendJson(response, 200, {
    details: { format: "gguf", family: architecture },
    model_info: { "general.architecture": architecture, [`${architecture}.context_length`]: isChat ? 131_072 : 2048 },
    capabilities: isChat ? ["completion", "tools", "thinking"] : ["embedding"],
  });
}

function failureOf({ failure, field }: Failure): [number, string] {
  if (failure === "overloaded") return [503, "server busy, please try again.  maximum pending requests exceeded"];
  if (failure === "rate-limited") return [429, "you have reached your session usage limit"];
  if (failure === "too-long") return [400, "the input length exceeds the context length"];
  return [400, `${field} is not supported`];
}

function hear({ path, body }: PeerRequest): Heard {
  if (path !== "/api/chat") throw new Error(`There is no ${path}.`);
  const ask = Ask.parse(body);
  return {
    ...{ model: ask.model, turns: ask.messages.flatMap(turnsOf) },
    system: ask.messages.map((message) => (message.role === "system" ? message.content : "")).join(""),
    tools: ask.tools?.map((tool) => tool.function.name) ?? [],
    ...{ schema: ask.format, maxTokens: ask.options.num_predict, temperature: ask.options.temperature },
  };
}

function turnsOf(message: z.infer<typeof Message>): HeardTurn[] {
  if (message.role === "system") return [];
  if (message.role === "tool") return [{ role: "tool", id: message.tool_call_id, text: message.content }];
  if (message.role === "user") {
    const files = message.images?.map((data) => `image/png ${data}`);
    return [{ role: "user", text: message.content, ...(files ? { files } : {}) }];
  }
  const calls = message.tool_calls?.map(({ id, function: { name, arguments: args } }) => ({ id, name, args }));
  const { thinking: thoughts } = message;
  return [
    {
      ...{ role: "assistant", text: message.content },
      ...(calls ? { calls } : {}),
      ...(thoughts === undefined ? {} : { thoughts }),
    },
  ];
}

const reasons = { complete: "stop", cut: "length", filtered: "stop", refused: "stop" } as const;

function speak(response: ServerResponse, answer: Answer, { model }: Heard): void {
  const { thoughts = [], text = [], calls = [], end = "complete", after } = answer;
  const count = answer.usage ?? { input: 7, cached: 0, output: 3, reasoning: 0 };
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const send = (value: object) => response.write(`${JSON.stringify(value)}\n`);
  const about = { model, created_at: "2026-11-29T12:00:00.000000000Z" };
  const piece = (message: object) =>
    send({ ...about, message: { role: "assistant", content: "", ...message }, done: false });
  for (const thinking of thoughts) piece({ thinking });
  for (const content of text) piece({ content });
  for (const [index, { name, args }] of calls.entries())
    piece({ tool_calls: [{ id: `call_${index}`, function: { index, name, arguments: JSON.parse(args.join("")) } }] });
  if (after === "error") send({ error: "an error was encountered while running the model: the server is overloaded" });
  if (after) return;
  send({
    ...{ ...about, message: { role: "assistant", content: "" }, done: true, done_reason: reasons[end] },
    ...{ total_duration: 5, load_duration: 1, prompt_eval_duration: 1, eval_duration: 1 },
    ...{ prompt_eval_count: count.input, eval_count: count.output },
  });
}
