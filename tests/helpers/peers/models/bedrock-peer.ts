/** Amazon Bedrock's ConverseStream, with its binary event stream, and requests that have to be signed (checked by aws4). */
import type { ServerResponse } from "node:http";
import type {
  ContentBlockDeltaEvent,
  ContentBlockStartEvent,
  ConverseStreamMetadataEvent,
  StopReason,
} from "@aws-sdk/client-bedrock-runtime";
import { EventStreamCodec } from "@smithy/core/event-streams";
import aws4 from "aws4";
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

const source = z.strictObject({ bytes: z.base64() });
const Block = z.union([
  z.strictObject({ text: z.string().min(1) }),
  z.strictObject({ image: z.strictObject({ format: z.enum(["png", "jpeg", "gif", "webp"]), source }) }),
  z.strictObject({
    document: z.strictObject({
      ...{ format: z.enum(["pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"]), source },
      name: z.string().regex(/^[a-zA-Z0-9 ()[\]-]+$/),
    }),
  }),
  z.strictObject({
    toolUse: z.strictObject({ toolUseId: z.string(), name: z.string(), input: z.record(z.string(), z.unknown()) }),
  }),
  z.strictObject({
    toolResult: z.strictObject({
      ...{ toolUseId: z.string(), status: z.enum(["success", "error"]) },
      content: z.array(z.strictObject({ text: z.string() })),
    }),
  }),
  z.strictObject({
    reasoningContent: z.strictObject({
      reasoningText: z.strictObject({ text: z.string(), signature: z.string().optional() }),
    }),
  }),
]);
const Message = z.strictObject({ role: z.enum(["user", "assistant"]), content: z.array(Block).min(1) });
const Ask = z.strictObject({
  messages: z.array(Message).min(1),
  system: z.array(z.strictObject({ text: z.string() })).optional(),
  inferenceConfig: z
    .strictObject({ maxTokens: z.number().int().optional(), temperature: z.number().min(0).max(1).optional() })
    .optional(),
  outputConfig: z
    .strictObject({
      textFormat: z.strictObject({
        type: z.literal("json_schema"),
        structure: z.strictObject({ jsonSchema: z.strictObject({ name: z.string(), schema: z.string() }) }),
      }),
    })
    .optional(),
  toolConfig: z
    .strictObject({
      tools: z.array(
        z.strictObject({
          toolSpec: z.strictObject({
            ...{ name: z.string(), description: z.string().optional() },
            inputSchema: z.strictObject({ json: z.looseObject({}) }),
          }),
        }),
      ),
      toolChoice: z.union([
        z.strictObject({ auto: z.strictObject({}) }),
        z.strictObject({ any: z.strictObject({}) }),
        z.strictObject({ tool: z.strictObject({ name: z.string() }) }),
      ]),
    })
    .optional(),
});

const accessKeyId = "AKIATEST0123456789AB";

export function bedrockPeer(say: Say) {
  return modelPeer(
    {
      ...{ provider: "bedrock", secret: `${accessKeyId}:${rightKey}` },
      isAllowed: isSigned,
      refuse: (response) =>
        sendJson(
          response,
          403,
          { message: "The security token included in the request is invalid." },
          { "x-amzn-errortype": "UnrecognizedClientException" },
        ),
      aside({ method, path }, response) {
        if (method !== "GET") return false;
        const modelId = "anthropic.claude-test-v1:0";
        if (path.startsWith("/foundation-models?"))
          sendJson(response, 200, {
            modelSummaries: [{ modelId, modelName: "Test", responseStreamingSupported: true }],
          });
        else sendJson(response, 200, { inferenceProfileSummaries: [] });
        return true;
      },
      hear,
      malformed: (response, message) =>
        sendJson(response, 400, { message }, { "x-amzn-errortype": "ValidationException" }),
      fail(response, failure) {
        const [status, type, message] = failureOf(failure);
        sendJson(response, status, { message }, { "x-amzn-errortype": type, ...failure.headers });
      },
      speak,
    },
    say,
  );
}

/** Signs the same request anew, with what the client says that it signed, and compares. */
function isSigned({ method, path, headers, body, text }: PeerRequest & { text?: string }): boolean {
  const given = headers.authorization ?? "";
  const [, region = "", signed = ""] =
    /Credential=[^/]+\/\d{8}\/([^/]+)\/bedrock\/aws4_request, ?SignedHeaders=([^,]+)/.exec(given) ?? [];
  const kept = signed.split(";").flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const request = {
    ...{ method, path, service: "bedrock", region, headers: Object.fromEntries(kept) },
    ...(body === null ? {} : { body: text ?? JSON.stringify(body) }),
    doNotModifyHeaders: true,
  };
  const signer = new aws4.RequestSigner(request, { accessKeyId, secretAccessKey: rightKey });
  // Of the client's second: by itself it takes the present one.
  Object.assign(signer, { datetime: headers["x-amz-date"] });
  const again = signer.sign();
  const signature = (text: unknown) => /Signature=([0-9a-f]{64})/.exec(String(text))?.[1];
  return signature(given) !== undefined && signature(given) === signature(again.headers?.Authorization);
}

function failureOf({ failure, field }: Failure): [number, string, string] {
  if (failure === "overloaded")
    return [503, "ServiceUnavailableException", "Bedrock is unable to process your request."];
  if (failure === "rate-limited")
    return [429, "ThrottlingException", "Too many requests, please wait before trying again."];
  const message =
    failure === "too-long" ? "Input is too long for requested model." : `This model does not support ${field}.`;
  return [400, "ValidationException", message];
}

function hear({ path, body }: PeerRequest): Heard {
  const [, model] = /^\/model\/([^/]+)\/converse-stream$/.exec(path) ?? [];
  if (model === undefined) throw new Error(`There is no ${path}.`);
  const ask = Ask.parse(body);
  ask.messages.forEach(({ role }, index) => {
    if (role !== (index % 2 === 0 ? "user" : "assistant")) throw new Error("roles must alternate");
  });
  const { tools, toolChoice } = ask.toolConfig ?? {};
  const schema = ask.outputConfig?.textFormat.structure.jsonSchema.schema;
  return {
    ...{ model: decodeURIComponent(model), system: ask.system?.map(({ text }) => text).join("") ?? "" },
    turns: ask.messages.flatMap(turnsOf),
    tools: tools?.map(({ toolSpec }) => toolSpec.name) ?? [],
    choice: toolChoice && Object.keys(toolChoice)[0],
    schema: schema === undefined ? undefined : JSON.parse(schema),
    ...{ maxTokens: ask.inferenceConfig?.maxTokens, temperature: ask.inferenceConfig?.temperature },
  };
}

const mimes: Record<string, string> = { pdf: "application/pdf", txt: "text/plain" };

function turnsOf({ role, content }: z.infer<typeof Message>): HeardTurn[] {
  const results = content.flatMap((block): HeardTurn[] =>
    "toolResult" in block
      ? [
          {
            role: "tool",
            id: block.toolResult.toolUseId,
            text: block.toolResult.content.map(({ text }) => text).join(""),
          },
        ]
      : [],
  );
  if (results.length > 0) return results;
  const text = content.map((block) => ("text" in block ? block.text : "")).join("");
  const files = content.flatMap((block) => {
    if ("image" in block) return [`image/${block.image.format} ${block.image.source.bytes}`];
    return "document" in block ? [`${mimes[block.document.format]} ${block.document.source.bytes}`] : [];
  });
  const calls = content.flatMap((block) =>
    "toolUse" in block ? [{ id: block.toolUse.toolUseId, name: block.toolUse.name, args: block.toolUse.input }] : [],
  );
  const thoughts = content.map((block) =>
    "reasoningContent" in block ? block.reasoningContent.reasoningText.text : "",
  );
  return [
    {
      ...{ role, text },
      ...(files.length > 0 ? { files } : {}),
      ...(calls.length > 0 ? { calls } : {}),
      ...(thoughts.join("") === "" ? {} : { thoughts: thoughts.join("") }),
    },
  ];
}

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
);
const header = (value: string) => ({ type: "string", value }) as const;

function frame(type: string, payload: unknown, kind: "event" | "exception" = "event"): Uint8Array {
  const headers = {
    [`:${kind}-type`]: header(type),
    ":content-type": header("application/json"),
    ":message-type": header(kind),
  };
  return codec.encode({ headers, body: Buffer.from(JSON.stringify(payload)) });
}

const reasons = {
  complete: "end_turn",
  cut: "max_tokens",
  filtered: "content_filtered",
  refused: "end_turn",
} as const satisfies Record<NonNullable<Answer["end"]>, StopReason>;

function speak(response: ServerResponse, answer: Answer): void {
  const { calls = [], end = "complete", after } = answer;
  const count = answer.usage ?? { input: 7, cached: 0, output: 3, reasoning: 0 };
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  const frames = [frame("messageStart", { role: "assistant" }), ...framesOf(answer)];
  if (after === "error")
    frames.push(frame("throttlingException", { message: "The model is overloaded." }, "exception"));
  if (!after) {
    const usage: ConverseStreamMetadataEvent["usage"] = {
      ...{ inputTokens: count.input - count.cached, outputTokens: count.output },
      ...{ cacheReadInputTokens: count.cached, cacheWriteInputTokens: 0, totalTokens: count.input + count.output },
    };
    frames.push(frame("messageStop", { stopReason: calls.length > 0 ? "tool_use" : reasons[end] }));
    frames.push(frame("metadata", { usage, metrics: { latencyMs: 1 } }));
  }
  // Messages do not arrive as they were written.
  const all = Buffer.concat(frames);
  const half = Math.floor(all.length / 2);
  response.write(all.subarray(0, half));
  response.write(all.subarray(half));
}

function* framesOf({ thoughts = [], text = [], calls = [] }: Answer): Generator<Uint8Array> {
  let contentBlockIndex = 0;
  const delta = (said: object) =>
    frame("contentBlockDelta", { contentBlockIndex, delta: said } as ContentBlockDeltaEvent);
  const stop = () => frame("contentBlockStop", { contentBlockIndex });
  if (thoughts.length > 0) {
    for (const each of thoughts) yield delta({ reasoningContent: { text: each } });
    yield delta({ reasoningContent: { signature: "c2lnbmVk" } });
    yield stop();
    contentBlockIndex += 1;
  }
  if (text.length > 0) {
    for (const each of text) yield delta({ text: each });
    yield stop();
    contentBlockIndex += 1;
  }
  for (const { name, args } of calls) {
    const start: ContentBlockStartEvent["start"] = { toolUse: { toolUseId: `tooluse_${contentBlockIndex}`, name } };
    yield frame("contentBlockStart", { contentBlockIndex, start });
    for (const input of args) yield delta({ toolUse: { input } });
    yield stop();
    contentBlockIndex += 1;
  }
}
