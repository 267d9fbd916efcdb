/** Anthropic's Messages API, from its reference and the types of its SDK. */
import type { ServerResponse } from "node:http";
import type { MessageDeltaUsage, RawMessageStreamEvent, StopReason, Usage } from "@anthropic-ai/sdk/resources/messages";
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

const Text = z.strictObject({ type: z.literal("text"), text: z.string().min(1) });
const Base64 = z.strictObject({ type: z.literal("base64"), media_type: z.string(), data: z.base64() });
const PlainText = z.strictObject({ type: z.literal("text"), media_type: z.literal("text/plain"), data: z.string() });
const ToolUse = z.strictObject({
  type: z.literal("tool_use"),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
});
const Block = z.discriminatedUnion("type", [
  Text,
  z.strictObject({ type: z.literal("image"), source: Base64 }),
  z.strictObject({ type: z.literal("document"), source: z.union([Base64, PlainText]), title: z.string().optional() }),
  ToolUse,
  z.strictObject({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: z.string(),
    is_error: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal("redacted_thinking"), data: z.string() }),
]);
const Ask = z.strictObject({
  model: z.string(),
  max_tokens: z.number().int().min(1),
  stream: z.literal(true),
  system: z.string().optional(),
  temperature: z.number().min(0).max(1).optional(),
  messages: z.array(z.strictObject({ role: z.enum(["user", "assistant"]), content: z.array(Block).min(1) })).min(1),
  tools: z
    .array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        input_schema: z.looseObject({ type: z.literal("object") }),
      }),
    )
    .optional(),
  tool_choice: z
    .union([
      z.strictObject({ type: z.enum(["auto", "any", "none"]) }),
      z.strictObject({ type: z.literal("tool"), name: z.string() }),
    ])
    .optional(),
  output_config: z
    .strictObject({ format: z.strictObject({ type: z.literal("json_schema"), schema: z.looseObject({}) }) })
    .optional(),
});

export function anthropicPeer(say: Say) {
  const error = (response: ServerResponse, status: number, type: string, message: string, headers = {}) =>
    sendJson(response, status, { type: "error", error: { type, message }, request_id: "req_1" }, headers);
  return modelPeer(
    {
      provider: "anthropic",
      isAllowed: ({ headers }) => headers["x-api-key"] === rightKey || headers.authorization === `Bearer ${rightKey}`,
      refuse: (response) => error(response, 401, "authentication_error", "invalid x-api-key"),
      aside({ method, path }, response) {
        if (method !== "GET" || !path.startsWith("/v1/models")) return false;
        const model = { type: "model", display_name: "Claude Test", created_at: "2026-01-01T00:00:00Z" };
        const data = [{ ...model, id: "claude-test", max_input_tokens: 200_000, max_tokens: 64_000 }];
        sendJson(response, 200, { data, has_more: false, first_id: "claude-test", last_id: "claude-test" });
        return true;
      },
      hear,
      malformed: (response, problem) => error(response, 400, "invalid_request_error", problem),
      fail: (response, failure) => {
        const [status, type, message] = failureOf(failure);
        error(response, status, type, message, failure.headers);
      },
      speak,
    },
    say,
  );
}

function failureOf({ failure, field }: Failure): [number, string, string] {
  if (failure === "overloaded") return [529, "overloaded_error", "Overloaded"];
  if (failure === "rate-limited") return [429, "rate_limit_error", "This request would exceed your rate limit."];
  if (failure === "too-long")
    return [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"];
  return [400, "invalid_request_error", `${field}: Extra inputs are not permitted`];
}

function hear({ path, body, headers }: PeerRequest): Heard {
  if (path !== "/v1/messages") throw new Error(`There is no ${path}.`);
  const ask = Ask.parse(body);
  const version = headers["anthropic-version"];
  if (version !== "2023-06-01" && version !== "2026-10-21") throw new Error("anthropic-version: not a valid version");
  if (version === "2026-10-21" && ask.temperature !== undefined) throw new Error("temperature: not supported");
  return {
    model: ask.model,
    system: ask.system ?? "",
    turns: ask.messages.flatMap(turnsOf),
    tools: (ask.tools ?? []).map(({ name }) => name),
    ...(ask.tool_choice ? { choice: "name" in ask.tool_choice ? ask.tool_choice.name : ask.tool_choice.type } : {}),
    schema: ask.output_config?.format.schema ?? ask.tools?.find(({ name }) => name === "answer")?.input_schema,
    maxTokens: ask.max_tokens,
    temperature: ask.temperature,
  };
}

function turnsOf({ role, content }: z.infer<typeof Ask>["messages"][number]): HeardTurn[] {
  const results = content.flatMap((block): HeardTurn[] =>
    block.type === "tool_result" ? [{ role: "tool", id: block.tool_use_id, text: block.content }] : [],
  );
  if (results.length > 0) return results;
  const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
  const files = content.flatMap((block) =>
    block.type === "image" || block.type === "document" ? [`${block.source.media_type} ${block.source.data}`] : [],
  );
  const calls = content.flatMap((block) =>
    block.type === "tool_use" ? [{ id: block.id, name: block.name, args: block.input }] : [],
  );
  const thoughts = content.map((block) => (block.type === "thinking" ? block.thinking : "")).join("");
  return [
    {
      ...{ role, text },
      ...(files.length > 0 ? { files } : {}),
      ...(calls.length > 0 ? { calls } : {}),
      ...(thoughts === "" ? {} : { thoughts }),
    },
  ];
}

const stopReasons = {
  complete: "end_turn",
  cut: "max_tokens",
  refused: "refusal",
  filtered: "refusal",
} as const satisfies Record<NonNullable<Answer["end"]>, StopReason>;

const noCounts = { input: 7, cached: 0, output: 3, reasoning: 0 };

function speak(response: ServerResponse, answer: Answer, { model }: Heard): void {
  const { usage: count = noCounts, after, end = "complete", calls = [] } = answer;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const send = (event: RawMessageStreamEvent | { type: "ping" } | { type: "error"; error: unknown }) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const started: Usage = {
    ...{ input_tokens: count.input - count.cached, cache_read_input_tokens: count.cached, output_tokens: 1 },
    ...{
      cache_creation_input_tokens: 0,
      cache_creation: null,
      server_tool_use: null,
      service_tier: "standard",
      speed: null,
    },
    ...{ inference_geo: null, output_tokens_details: null },
  };
  send({
    type: "message_start",
    message: {
      ...{ id: "msg_1", type: "message", role: "assistant", model, content: [], container: null },
      ...{ stop_reason: null, stop_sequence: null, stop_details: null, usage: started, diagnostics: null },
    },
  });
  send({ type: "ping" });
  for (const event of blocksOf(answer)) send(event);
  if (after === "error") send({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
  if (after) return;
  const usage: MessageDeltaUsage = {
    ...{ input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null },
    ...{ output_tokens: count.output, server_tool_use: null },
    output_tokens_details: { thinking_tokens: count.reasoning },
  };
  const stop_reason = calls.length > 0 ? "tool_use" : stopReasons[end];
  send({
    type: "message_delta",
    delta: { stop_reason, stop_sequence: null, stop_details: null, container: null },
    usage,
  });
  send({ type: "message_stop" });
}

function* blocksOf({ thoughts = [], text = [], calls = [] }: Answer): Generator<RawMessageStreamEvent> {
  let index = 0;
  if (thoughts.length > 0) {
    yield { type: "content_block_start", index, content_block: { type: "thinking", thinking: "", signature: "" } };
    for (const thinking of thoughts)
      yield { type: "content_block_delta", index, delta: { type: "thinking_delta", thinking } };
    yield { type: "content_block_delta", index, delta: { type: "signature_delta", signature: "c2lnbmVk" } };
    yield { type: "content_block_stop", index };
    index += 1;
  }
  if (text.length > 0) {
    yield { type: "content_block_start", index, content_block: { type: "text", text: "", citations: null } };
    for (const each of text) yield { type: "content_block_delta", index, delta: { type: "text_delta", text: each } };
    yield { type: "content_block_stop", index };
    index += 1;
  }
  for (const { name, args } of calls) {
    const content_block = {
      type: "tool_use",
      id: `toolu_${index}`,
      name,
      input: {},
      caller: { type: "direct" },
    } as const;
    yield { type: "content_block_start", index, content_block };
    for (const partial_json of ["", ...args])
      yield { type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json } };
    yield { type: "content_block_stop", index };
    index += 1;
  }
}
