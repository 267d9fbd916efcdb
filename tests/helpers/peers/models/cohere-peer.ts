/** Cohere's Chat API v2, from its reference; its own client reads what it says (peers.test.ts). */
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

const Part = z.union([
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({
    type: z.literal("image_url"),
    image_url: z.strictObject({ url: z.string().startsWith("data:image/") }),
  }),
]);
const Call = z.strictObject({
  ...{ id: z.string().min(1), type: z.literal("function") },
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
const Said = z.union([
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("thinking"), thinking: z.string() }),
]);
const Message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("system"), content: z.string() }),
  z.strictObject({ role: z.literal("user"), content: z.union([z.string(), z.array(Part)]) }),
  z.strictObject({
    ...{ role: z.literal("assistant"), tool_plan: z.string().optional(), tool_calls: z.array(Call).optional() },
    content: z.union([z.string(), z.array(Said)]).optional(),
  }),
  z.strictObject({ role: z.literal("tool"), content: z.string(), tool_call_id: z.string() }),
]);
const Ask = z.strictObject({
  ...{ model: z.string(), messages: z.array(Message).min(1), stream: z.literal(true) },
  max_tokens: z.number().int().min(1).optional(),
  temperature: z.number().min(0).optional(),
  response_format: z.strictObject({ type: z.literal("json_object"), json_schema: z.looseObject({}) }).optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({ name: z.string(), description: z.string(), parameters: z.looseObject({}) }),
      }),
    )
    .optional(),
  tool_choice: z.enum(["REQUIRED", "NONE"]).optional(),
});

export function coherePeer(say: Say) {
  return modelPeer(
    {
      provider: "cohere",
      isAllowed: ({ headers }) => headers.authorization === `Bearer ${rightKey}`,
      refuse: (response) => sendJson(response, 401, { id: "1", message: "invalid api token" }),
      aside({ method, path }, response) {
        if (method !== "GET" || !path.startsWith("/v1/models?endpoint=chat")) return false;
        const model = { name: "command-test", endpoints: ["chat"], finetuned: false, context_length: 256_000 };
        sendJson(response, 200, { models: [model], next_page_token: "" });
        return true;
      },
      hear,
      malformed: (response, message) => sendJson(response, 400, { id: "1", message: `invalid request: ${message}` }),
      fail(response, failure) {
        const [status, message] = failureOf(failure);
        sendJson(response, status, { id: "1", message }, failure.headers);
      },
      speak,
    },
    say,
  );
}

function failureOf({ failure, field }: Failure): [number, string] {
  if (failure === "overloaded") return [503, "The service is unavailable."];
  if (failure === "rate-limited") return [429, "You are using a Trial key, which is limited to 20 API calls / minute."];
  if (failure === "too-long")
    return [400, "too many tokens: the total number of tokens in the prompt exceeds the limit of 256000."];
  return [400, `${field} is not supported by this model`];
}

function hear({ path, body }: PeerRequest): Heard {
  if (path !== "/v2/chat") throw new Error(`There is no ${path}.`);
  const ask = Ask.parse(body);
  return {
    ...{ model: ask.model, turns: ask.messages.flatMap(turnsOf) },
    system: ask.messages.map((message) => (message.role === "system" ? message.content : "")).join(""),
    tools: ask.tools?.map((tool) => tool.function.name) ?? [],
    choice: ask.tool_choice,
    ...{ schema: ask.response_format?.json_schema, maxTokens: ask.max_tokens, temperature: ask.temperature },
  };
}

function turnsOf(message: z.infer<typeof Message>): HeardTurn[] {
  if (message.role === "system") return [];
  if (message.role === "tool") return [{ role: "tool", id: message.tool_call_id, text: message.content }];
  if (message.role === "assistant") {
    const calls = message.tool_calls?.map(({ id, function: { name, arguments: args } }) => ({
      ...{ id, name, args: JSON.parse(args) },
    }));
    const parts = typeof message.content === "string" ? [] : (message.content ?? []);
    const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
    const thoughts = parts.map((part) => (part.type === "thinking" ? part.thinking : "")).join("");
    return [
      {
        ...{ role: "assistant", text: typeof message.content === "string" ? message.content : text },
        ...(calls ? { calls } : {}),
        ...(thoughts === "" ? {} : { thoughts }),
        ...(message.tool_plan === undefined ? {} : { plan: message.tool_plan }),
      },
    ];
  }
  const parts =
    typeof message.content === "string" ? [{ type: "text" as const, text: message.content }] : message.content;
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const files = parts.flatMap((part) => (part.type === "text" ? [] : [part.image_url.url.slice("data:".length)]));
  return [{ role: "user", text, ...(files.length > 0 ? { files } : {}) }];
}

/** What it says before it calls tools. */
const plan = "I will look.";
const reasons = { complete: "COMPLETE", cut: "MAX_TOKENS", filtered: "ERROR", refused: "COMPLETE" } as const;

function speak(response: ServerResponse, answer: Answer): void {
  const { calls = [], end = "complete", after } = answer;
  const count = answer.usage ?? { input: 7, cached: 0, output: 3, reasoning: 0 };
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event: { type: string }) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  send({ ...{ id: "m1", type: "message-start" }, ...{ delta: { message: { role: "assistant", content: [] } } } });
  for (const event of eventsOf(answer)) send(event);
  if (after === "error")
    send({ ...{ type: "message-end", id: "m1" }, ...{ delta: { finish_reason: "ERROR", error: "overloaded" } } });
  if (after) return;
  const usage = {
    billed_units: { input_tokens: count.input - 2, output_tokens: count.output },
    tokens: { input_tokens: count.input, output_tokens: count.output },
    cached_tokens: count.cached,
  };
  const finish_reason = calls.length > 0 ? "TOOL_CALL" : reasons[end];
  send({ ...{ id: "m1", type: "message-end" }, ...{ delta: { finish_reason, usage } } });
}

function* eventsOf({
  thoughts = [],
  text = [],
  calls = [],
}: Answer): Generator<{ type: string; index?: number; delta?: object }> {
  let index = 0;
  for (const [type, pieces] of [
    ["thinking", thoughts],
    ["text", text],
  ] as const) {
    if (pieces.length === 0) continue;
    yield { type: "content-start", index, delta: { message: { content: { type, [type]: "" } } } };
    for (const piece of pieces)
      yield { type: "content-delta", index, delta: { message: { content: { [type]: piece } } } };
    yield { type: "content-end", index };
    index += 1;
  }
  if (calls.length > 0) yield { type: "tool-plan-delta", delta: { message: { tool_plan: plan } } };
  for (const [at, { name, args }] of calls.entries()) {
    const tool_calls = { id: `${name}_${at}`, type: "function", function: { name, arguments: "" } };
    yield { type: "tool-call-start", index: at, delta: { message: { tool_calls } } };
    for (const piece of args)
      yield {
        type: "tool-call-delta",
        index: at,
        delta: { message: { tool_calls: { function: { arguments: piece } } } },
      };
    yield { type: "tool-call-end", index: at };
  }
}
