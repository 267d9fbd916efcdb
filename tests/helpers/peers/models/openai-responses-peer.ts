/** OpenAI's Responses API, from its reference and the types of its client. */
import type { ServerResponse } from "node:http";
import type {
  Response,
  ResponseFunctionToolCall,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseReasoningItem,
  ResponseStreamEvent,
  ResponseUsage,
} from "openai/resources/responses/responses";
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

const Input = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("input_text"), text: z.string() }),
  z.strictObject({
    type: z.literal("input_image"),
    image_url: z.string().startsWith("data:"),
    detail: z.enum(["auto", "low", "high"]),
  }),
  z.strictObject({ type: z.literal("input_file"), filename: z.string(), file_data: z.string().startsWith("data:") }),
]);
const Message = z.strictObject({
  role: z.enum(["user", "assistant"]),
  content: z.union([z.string(), z.array(Input).min(1)]),
});
const Call = z.strictObject({
  type: z.literal("function_call"),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const Output = z.strictObject({ type: z.literal("function_call_output"), call_id: z.string(), output: z.string() });
const Reasoning = z.strictObject({
  ...{ type: z.literal("reasoning"), id: z.string(), encrypted_content: z.string() },
  summary: z.array(z.strictObject({ type: z.literal("summary_text"), text: z.string() })),
});
const Ask = z.strictObject({
  ...{
    model: z.string(),
    stream: z.boolean().optional(),
    store: z.literal(false),
    instructions: z.string().optional(),
  },
  input: z.array(z.union([Call, Output, Reasoning, Message])).min(1),
  max_output_tokens: z.number().int().min(16).optional(),
  temperature: z.number().min(0).max(2).optional(),
  reasoning: z.strictObject({ summary: z.literal("auto") }).optional(),
  include: z.array(z.literal("reasoning.encrypted_content")).optional(),
  text: z
    .strictObject({
      format: z.strictObject({
        ...{ type: z.literal("json_schema"), name: z.string(), schema: z.looseObject({}), strict: z.boolean() },
      }),
    })
    .optional(),
  tools: z
    .array(
      z.strictObject({
        ...{ type: z.literal("function"), name: z.string(), description: z.string(), strict: z.boolean() },
        parameters: z.looseObject({}),
      }),
    )
    .optional(),
  tool_choice: z
    .union([z.enum(["auto", "none", "required"]), z.strictObject({ type: z.literal("function"), name: z.string() })])
    .optional(),
});

export function openaiResponsesPeer(say: Say) {
  const error = (
    response: ServerResponse,
    status: number,
    said: { type: string; message: string; code?: string | null },
    headers = {},
  ) => sendJson(response, status, { error: { param: null, code: null, ...said } }, headers);
  return modelPeer(
    {
      ...{ provider: "openai", base: "/v1" },
      isAllowed: ({ headers }) => headers.authorization === `Bearer ${rightKey}`,
      refuse: (response) =>
        error(response, 401, {
          type: "invalid_request_error",
          message: "Incorrect API key provided.",
          code: "invalid_api_key",
        }),
      aside({ method, path }, response) {
        if (method !== "GET" || path !== "/v1/models") return false;
        const model = { id: "gpt-test", object: "model", created: 1, owned_by: "openai" };
        sendJson(response, 200, { object: "list", data: [model] });
        return true;
      },
      hear,
      malformed: (response, message) => error(response, 400, { type: "invalid_request_error", message }),
      fail(response, failure) {
        const [status, said] = failureOf(failure);
        error(response, status, said, failure.headers);
      },
      speak,
    },
    say,
  );
}

function failureOf({ failure, field }: Failure): [number, { type: string; message: string; code?: string }] {
  const type = "invalid_request_error";
  if (failure === "overloaded") return [503, { type: "server_error", message: "The engine is currently overloaded." }];
  if (failure === "rate-limited")
    return [429, { type: "requests", code: "rate_limit_exceeded", message: "Rate limit reached for gpt-test." }];
  if (failure === "too-long") {
    const message = "Your input exceeds the context window of this model. Please adjust your input and try again.";
    return [400, { type, code: "context_length_exceeded", message }];
  }
  return [400, { type, message: `Unsupported parameter: '${field}' is not supported with this model.` }];
}

function hear({ path, body }: PeerRequest): Heard {
  if (path !== "/v1/responses") throw new Error(`There is no ${path}.`);
  const ask = Ask.parse(body);
  const { tool_choice: choice } = ask;
  return {
    ...{ model: ask.model, system: ask.instructions ?? "", turns: turnsOf(ask.input) },
    tools: ask.tools?.map(({ name }) => name) ?? [],
    choice: typeof choice === "object" ? choice.name : choice,
    ...{ schema: ask.text?.format.schema, maxTokens: ask.max_output_tokens, temperature: ask.temperature },
  };
}

/** A thought and the calls after it are one turn of the assistant. */
function turnsOf(input: z.infer<typeof Ask>["input"]): HeardTurn[] {
  const turns: HeardTurn[] = [];
  const assistant = (): HeardTurn => {
    const last = turns.at(-1);
    if (last?.role === "assistant") return last;
    const turn: HeardTurn = { role: "assistant", text: "" };
    turns.push(turn);
    return turn;
  };
  for (const item of input) {
    if ("role" in item) {
      const parts =
        typeof item.content === "string" ? [{ type: "input_text" as const, text: item.content }] : item.content;
      const text = parts.map((part) => (part.type === "input_text" ? part.text : "")).join("");
      const files = parts.flatMap((part) =>
        part.type === "input_text" ? [] : [(part.type === "input_image" ? part.image_url : part.file_data).slice(5)],
      );
      turns.push({ role: item.role, text, ...(files.length > 0 ? { files } : {}) });
    } else if (item.type === "function_call_output") turns.push({ role: "tool", id: item.call_id, text: item.output });
    else if (item.type === "reasoning") assistant().thoughts = item.summary.map(({ text }) => text).join("");
    else {
      const turn = assistant();
      turn.calls = [...(turn.calls ?? []), { id: item.call_id, name: item.name, args: JSON.parse(item.arguments) }];
    }
  }
  return turns;
}

type Unnumbered = ResponseStreamEvent extends infer E
  ? E extends unknown
    ? Omit<E, "sequence_number">
    : never
  : never;

function speak(response: ServerResponse, answer: Answer, { model }: Heard): void {
  const { end = "complete", after } = answer;
  const count = answer.usage ?? { input: 7, cached: 0, output: 3, reasoning: 0 };
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  let sequence_number = 0;
  const send = (event: Unnumbered) => {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`);
    sequence_number += 1;
  };
  const started: Omit<Response, "output_text"> = {
    ...{
      id: "resp_1",
      object: "response",
      created_at: 1,
      model,
      output: [],
      access_programs: null,
      status: "in_progress",
    },
    ...{ error: null, incomplete_details: null, instructions: null, metadata: null, parallel_tool_calls: true },
    ...{ temperature: 1, tool_choice: "auto", tools: [], top_p: 1 },
  };
  send({ type: "response.created", response: whole(started) });
  send({ type: "response.in_progress", response: whole(started) });
  const output = itemsOf(answer);
  output.forEach(({ item, deltas }, output_index) => {
    send({ type: "response.output_item.added", output_index, item: emptied(item) });
    for (const delta of deltas) send({ output_index, item_id: item.id ?? "", ...delta } as Unnumbered);
    send({ type: "response.output_item.done", output_index, item });
  });
  if (after === "error")
    send({ type: "error", code: "server_error", message: "The engine is overloaded.", param: null });
  if (after) return;
  const usage: ResponseUsage = {
    ...{ input_tokens: count.input, output_tokens: count.output, total_tokens: count.input + count.output },
    input_tokens_details: { cached_tokens: count.cached, cache_write_tokens: 0 },
    output_tokens_details: { reasoning_tokens: count.reasoning },
  };
  const ended = { ...started, output: output.map(({ item }) => item), usage };
  const reason = end === "cut" ? "max_output_tokens" : end === "filtered" ? "content_filter" : undefined;
  if (reason === undefined) send({ type: "response.completed", response: whole({ ...ended, status: "completed" }) });
  else
    send({
      type: "response.incomplete",
      response: whole({ ...ended, status: "incomplete", incomplete_details: { reason } }),
    });
}

type Spoken = { item: ResponseReasoningItem | ResponseOutputMessage | ResponseFunctionToolCall; deltas: object[] };

function itemsOf({ thoughts = [], text = [], calls = [], end }: Answer): Spoken[] {
  const spoken: Spoken[] = [];
  if (thoughts.length > 0) {
    const summary = [{ type: "summary_text" as const, text: thoughts.join("") }];
    const type = "response.reasoning_summary_text.delta";
    spoken.push({
      item: { type: "reasoning", id: "rs_1", summary, encrypted_content: "c2VhbGVk" },
      deltas: [
        { type: "response.reasoning_summary_part.added", summary_index: 0, part: { type: "summary_text", text: "" } },
        ...thoughts.map((delta) => ({ type, summary_index: 0, delta })),
      ],
    });
  }
  if (text.length > 0) {
    const refusal = { type: "refusal" as const, refusal: text.join("") };
    const said = { type: "output_text" as const, text: text.join(""), annotations: [], logprobs: [] };
    const content = [end === "refused" ? refusal : said];
    const type = end === "refused" ? "response.refusal.delta" : "response.output_text.delta";
    const part = end === "refused" ? { ...refusal, refusal: "" } : { ...said, text: "" };
    spoken.push({
      item: { type: "message", id: "msg_1", role: "assistant", status: "completed", content },
      deltas: [
        { type: "response.content_part.added", content_index: 0, part },
        ...text.map((delta) => ({ type, content_index: 0, delta, logprobs: [] })),
      ],
    });
  }
  for (const [index, { name, args }] of calls.entries()) {
    const call = { type: "function_call" as const, id: `fc_${index}`, call_id: `call_${index}`, name };
    spoken.push({
      item: { ...call, arguments: args.join(""), status: "completed" },
      deltas: args.map((delta) => ({ type: "response.function_call_arguments.delta", delta })),
    });
  }
  return spoken;
}

function emptied(item: Spoken["item"]): ResponseOutputItem {
  if (item.type === "reasoning") return { ...item, summary: [], encrypted_content: "" };
  if (item.type === "message") return { ...item, content: [], status: "in_progress" };
  return { ...item, arguments: "", status: "in_progress" };
}

/** `output_text` is made by the client. */
const whole = (response: Omit<Response, "output_text">) => response as Response;
