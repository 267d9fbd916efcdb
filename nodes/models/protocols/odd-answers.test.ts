/** Answers that are odd and valid by their published shapes: nothing of them is lost, said twice or taken for the whole. */
import { describe, expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { anthropic } from "./anthropic.ts";
import { cohere } from "./cohere.ts";
import { google } from "./gemini.ts";

type Case = [title: string, events: unknown[], heard: object];
const hello = "Hello there.";
const whole = { text: hello, outcome: "complete" };
const rome = { name: "weather", args: '{"city":"Rome"}' };

describe("Anthropic", () => {
  const start = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
  const delta = (index: number, each: object) => ({ type: "content_block_delta", index, delta: each });
  const stop = (index: number) => ({ type: "content_block_stop", index });
  const text = (said: string) => delta(0, { type: "text_delta", text: said });
  const ended = (stop_reason: string) => ({
    type: "message_delta",
    delta: { stop_reason, stop_sequence: null },
    usage: {},
  });
  const use = (id: string) => ({ type: "tool_use", id, name: "weather", input: {}, caller: { type: "direct" } });
  const args = { type: "input_json_delta", partial_json: rome.args };

  test.each<Case>([
    [
      "whose calls have one place each after the other",
      [
        ...[use("a"), use("b"), use("c")].flatMap((each) => [start(0, each), delta(0, args), stop(0)]),
        ended("tool_use"),
      ],
      { calls: [rome, rome, rome], outcome: "complete" },
    ],
    [
      "with the result of a tool on its side, and a container",
      [
        start(0, { type: "server_tool_use", id: "s", name: "code_execution", input: {} }),
        stop(0),
        start(1, {
          type: "code_execution_tool_result",
          tool_use_id: "s",
          content: { type: "code_execution_result", stdout: "7" },
        }),
        stop(1),
        start(2, { type: "text", text: "" }),
        delta(2, { type: "text_delta", text: hello }),
        stop(2),
        {
          type: "message_delta",
          delta: { stop_reason: "end_turn", container: { id: "c", expires_at: "x" } },
          usage: {},
        },
      ],
      whole,
    ],
    [
      "with deltas of tomorrow",
      [
        text(hello),
        delta(0, { type: "citations_delta", citation: {} }),
        delta(0, { type: "of_tomorrow", text: "no" }),
        { type: "of_tomorrow" },
        ended("end_turn"),
      ],
      whole,
    ],
    ["that fills the context", [text("Hello"), ended("model_context_window_exceeded")], { outcome: "cut" }],
    ["that pauses", [text("Hello"), ended("pause_turn")], { outcome: "broken_off" }],
    [
      "with an error that has no name of its own",
      [text("Hello"), { type: "error", message: "It fell." }],
      { text: "Hello", outcome: "broken_off", cause: { userMessage: expect.stringContaining("It fell.") } },
    ],
  ])("an answer %s", async (_title, events, heard) => {
    expect(await heardAnswer(anthropic.parts, sse(...events))).toMatchObject(heard);
  });
});

describe("Gemini", () => {
  const said = (parts: object[], finishReason?: string) => ({
    candidates: [{ content: { role: "model", parts }, ...(finishReason ? { finishReason } : {}) }],
  });
  const image = { inlineData: { mimeType: "image/png", data: "YQ==" } };

  test.each<Case>([
    [
      "that is a picture",
      [said([image], "STOP")],
      { outcome: "broken_off", cause: { code: "node_failed", userMessage: expect.stringContaining("picture") } },
    ],
    ["of a text and a picture", [said([{ text: hello }, image], "STOP")], whole],
    [
      "whose signature has a part of its own",
      [said([{ text: hello }]), said([{ text: "", thoughtSignature: "s" }], "STOP")],
      whole,
    ],
    [
      "whose call is signed beside thoughts",
      [
        said(
          [
            { text: "Hm.", thought: true },
            { functionCall: { name: "weather", args: { city: "Rome" } }, thoughtSignature: "s" },
          ],
          "STOP",
        ),
      ],
      { thoughts: "Hm.", calls: [rome], kept: [expect.objectContaining({ thoughtSignature: "s" })] },
    ],
    [
      "without content",
      [{ candidates: [{ finishReason: "MALFORMED_FUNCTION_CALL", finishMessage: "Malformed function call: print(" }] }],
      { outcome: "broken_off" },
    ],
    ...[
      "NO_IMAGE",
      "IMAGE_OTHER",
      "OTHER",
      "UNEXPECTED_TOOL_CALL",
      "TOO_MANY_TOOL_CALLS",
      "MISSING_THOUGHT_SIGNATURE",
      "MALFORMED_RESPONSE",
    ].map(
      (reason): Case => [`that ends with ${reason}`, [said([{ text: "Hello" }], reason)], { outcome: "broken_off" }],
    ),
    ...["LANGUAGE", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "BLOCKLIST", "SPII"].map(
      (reason): Case => [`that ends with ${reason}`, [said([{ text: "Hello" }], reason)], { outcome: "filtered" }],
    ),
  ])("an answer %s", async (_title, events, heard) => {
    expect(await heardAnswer(google.parts, sse(...events))).toMatchObject(heard);
  });
});

describe("Cohere", () => {
  const call = { id: "c1", type: "function", function: { name: "weather", arguments: rome.args } };
  const usage = { tokens: { input_tokens: 7, output_tokens: 3 } };

  test.each<Case>([
    [
      "of calls alone, without a stream",
      [
        {
          id: "1",
          message: { role: "assistant", tool_plan: "I look.", tool_calls: [call] },
          finish_reason: "TOOL_CALL",
          usage,
        },
      ],
      { thoughts: "I look.", calls: [rome], outcome: "complete" },
    ],
    [
      "whose content is a text, without a stream",
      [{ id: "1", message: { role: "assistant", content: hello }, finish_reason: "COMPLETE", usage }],
      whole,
    ],
    [
      "that begins with its start",
      [
        { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "Hello " } } } },
        { type: "content-delta", index: 0, delta: { message: { content: { text: "there." } } } },
        { type: "message-end", delta: { finish_reason: "COMPLETE", usage } },
      ],
      whole,
    ],
  ])("an answer %s", async (_title, events, heard) => {
    expect(await heardAnswer(cohere.parts, sse(...events))).toMatchObject(heard);
  });
});
