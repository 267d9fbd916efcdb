import { EventStreamCodec } from "@smithy/core/event-streams";
import { expect, test } from "vitest";
import { heardAnswer } from "../../../tests/helpers/heard-answer.ts";
import { bedrock } from "./bedrock.ts";
import type { Ask } from "./protocol.ts";
import type { Turn } from "./turns.ts";

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
);
const header = (value: string) => ({ type: "string", value }) as const;

function message(kind: "event" | "exception", type: string, payload: object): Uint8Array {
  const headers = { [`:${kind}-type`]: header(type), ":message-type": header(kind) };
  return codec.encode({ headers, body: Buffer.from(JSON.stringify(payload)) });
}
const event = (type: string, payload: object) => message("event", type, payload);
const text = (said: string) => event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: said } });
const stop = (stopReason: string) => event("messageStop", { stopReason });
const heard = (...messages: Uint8Array[]) => heardAnswer(bedrock.parts, messages);

test.each([
  ["end_turn", "complete"],
  ["stop_sequence", "complete"],
  ["max_tokens", "cut"],
  ["model_context_window_exceeded", "cut"],
  ["content_filtered", "filtered"],
  ["guardrail_intervened", "filtered"],
  ["malformed_model_output", "broken_off"],
  ["malformed_tool_use", "broken_off"],
])("Bedrock's %s is %s", async (reason, outcome) => {
  expect(await heard(text("Sorry."), stop(reason))).toMatchObject({ text: "Sorry.", outcome });
});

test.each([
  ["throttlingException", { message: "Too many tokens." }, "provider_busy"],
  ["serviceUnavailableException", { message: "Try later." }, "provider_busy"],
  ["internalServerException", { message: "Internal." }, "provider_busy"],
  [
    "modelStreamErrorException",
    { message: "The model failed.", originalStatusCode: 424, originalMessage: "It ran out of memory." },
    "provider_busy",
  ],
  [
    "modelStreamErrorException",
    { message: "The model failed.", originalStatusCode: 400, originalMessage: "The image is broken." },
    "bad_input",
  ],
  ["validationException", { message: "The image is broken." }, "bad_input"],
])(
  "Bedrock's %s inside of a stream fails by its name before the first word, and breaks off after it",
  async (type, payload, code) => {
    const exception = message("exception", type, payload);
    const words = expect.stringContaining(Reflect.get(payload, "originalMessage") ?? payload.message);
    await expect(heard(exception)).rejects.toMatchObject({ code, userMessage: words });
    expect(await heard(text("Well, "), exception)).toMatchObject({
      ...{ text: "Well, ", outcome: "broken_off", cause: { code, userMessage: words } },
    });
  },
);

test("messages of Bedrock's stream are read however they are cut, and one that is damaged is not taken", async () => {
  const whole = Buffer.concat([text("Hello "), text("there."), stop("end_turn")]);
  const bytes = Array.from(whole, (byte) => Uint8Array.of(byte));
  expect(await heardAnswer(bedrock.parts, bytes)).toMatchObject({ text: "Hello there.", outcome: "complete" });
  const damaged = Buffer.from(whole);
  damaged[whole.length - 6] = (damaged[whole.length - 6] ?? 0) ^ 1;
  expect(await heard(damaged)).toMatchObject({
    ...{ text: "Hello there.", outcome: "broken_off", cause: { code: "answer_broken" } },
  });
});

test("what a tool of Bedrock's own does is no call", async () => {
  const start = event("contentBlockStart", {
    contentBlockIndex: 1,
    start: { toolUse: { toolUseId: "s", name: "nova_grounding", type: "server_tool_use" } },
  });
  const input = event("contentBlockDelta", { contentBlockIndex: 1, delta: { toolUse: { input: "{}" } } });
  expect(await heard(start, input, text("It is 7."), stop("end_turn"))).toMatchObject({ text: "It is 7.", calls: [] });
});

test("what Bedrock's cache has read and written counts as input", async () => {
  const usage = { inputTokens: 10, outputTokens: 3, cacheReadInputTokens: 700, cacheWriteInputTokens: 90 };
  expect((await heard(text("Hi."), stop("end_turn"), event("metadata", { usage }))).usage).toEqual({
    ...{ tokensIn: 800, tokensOut: 3, tokensCached: 700 },
  });
});

test("thoughts of Bedrock are kept as they came: signed, without their words, and redacted in pieces", async () => {
  const delta = (contentBlockIndex: number, reasoningContent: object) =>
    event("contentBlockDelta", { contentBlockIndex, delta: { reasoningContent } });
  const end = (contentBlockIndex: number) => event("contentBlockStop", { contentBlockIndex });
  const base64 = (said: string) => Buffer.from(said).toString("base64");
  const { kept, thoughts } = await heard(
    ...[delta(0, { text: "Let " }), delta(0, { text: "me." }), delta(0, { signature: "one" }), end(0)],
    ...[delta(1, { signature: "two" }), end(1)],
    ...[delta(2, { redactedContent: base64("ab") }), delta(2, { redactedContent: base64("c") }), end(2)],
    stop("tool_use"),
  );
  expect(thoughts).toBe("Let me.");
  expect(kept).toEqual([
    { reasoningContent: { reasoningText: { text: "Let me.", signature: "one" } } },
    { reasoningContent: { reasoningText: { text: "", signature: "two" } } },
    { reasoningContent: { redactedContent: base64("abc") } },
  ]);
});

const file = (name: string) => ({ type: "file", mime: "application/pdf", data: "YQ==", name }) as const;

function asked(...turns: Turn[]): unknown {
  const ask: Ask = { model: "m", turns, options: {}, tools: undefined, traits: new Set(), signal: undefined };
  const credential = { provider: "bedrock", baseUrl: "https://bedrock.invalid", host: "bedrock.invalid", secret: "" };
  return bedrock.question(ask, credential).body.messages;
}

test("documents have names that Bedrock takes, each once in a conversation", () => {
  const named = (name: string) => ({ document: { format: "pdf", name, source: { bytes: "YQ==" } } });
  const messages = asked(
    {
      role: "user",
      parts: [{ type: "text", text: "Read." }, file("Report.pdf"), file("report.pdf"), file("a_b  c.pdf")],
    },
    { role: "assistant", text: "Done.", calls: [], kept: undefined },
    { role: "user", parts: [{ type: "text", text: "Again." }, file("report.pdf"), file("報告.pdf"), file("合同.pdf")] },
  );
  expect(messages).toEqual([
    { role: "user", content: [{ text: "Read." }, named("Report"), named("report 2"), named("a-b c")] },
    { role: "assistant", content: [{ text: "Done." }] },
    { role: "user", content: [{ text: "Again." }, named("report 3"), named("-"), named("- 2")] },
  ]);
});

test("what has no words is not sent to Bedrock, which refuses it", () => {
  const calls = [{ id: "c1", name: "roll", args: {} }];
  const turns = asked(
    { role: "assistant", text: "\n", calls, kept: undefined },
    { role: "tool", id: "c1", name: "roll", text: "", failed: false },
  );
  expect(turns).toEqual([
    { role: "assistant", content: [{ toolUse: { toolUseId: "c1", name: "roll", input: {} } }] },
    {
      role: "user",
      content: [{ toolResult: { toolUseId: "c1", content: [{ text: "(no output)" }], status: "success" } }],
    },
  ]);

  const image = { type: "image", mime: "image/png", data: "YQ==", name: "a" } as const;
  expect(asked({ role: "user", parts: [{ type: "text", text: " " }, image] })).toEqual([
    { role: "user", content: [{ image: { format: "png", source: { bytes: "YQ==" } } }] },
  ]);
});
