/** Answers that are odd and valid by their published shapes: nothing of them is lost, said twice or taken for the whole. */
import { EventStreamCodec } from "@smithy/core/event-streams";
import { describe, expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { bedrock } from "./bedrock.ts";
import { mistral } from "./mistral.ts";
import { ollama } from "./ollama.ts";
import { openaiCompatible } from "./openai-compatible.ts";

type Case = [title: string, events: unknown[], heard: object];
const hello = "Hello there.";
const whole = { text: hello, outcome: "complete" };
const rome = { name: "weather", args: '{"city":"Rome"}' };

describe("servers of chat completions", () => {
  const choice = (delta: unknown, finish_reason: string | null = null) => ({
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const stop = choice({}, "stop");
  const thinking = { type: "thinking", thinking: "Hm.", signature: "" };

  test.each<Case>([
    [
      "OpenRouter's picture",
      [
        choice({ content: "", images: [{ type: "image_url", image_url: { url: "data:image/png;base64,YQ==" } }] }),
        stop,
      ],
      { outcome: "broken_off", cause: { userMessage: expect.stringContaining("picture") } },
    ],
    [
      "OpenRouter's error in a choice",
      [
        choice({ content: "Hello" }),
        {
          choices: [
            {
              index: 0,
              delta: { content: "" },
              finish_reason: "error",
              native_finish_reason: "error",
              error: { code: 502, message: "It fell." },
            },
          ],
        },
      ],
      { text: "Hello", outcome: "broken_off", cause: { userMessage: expect.stringContaining("It fell.") } },
    ],
    [
      "LiteLLM's thinking blocks",
      [
        choice({ reasoning_content: "Hm.", thinking_blocks: [thinking] }),
        choice({ reasoning_content: "", thinking_blocks: [{ type: "thinking", thinking: "", signature: "s" }] }),
        choice({ content: hello }),
        stop,
      ],
      { ...whole, thoughts: "Hm.", kept: [{ thoughts: { thinking_blocks: [{ ...thinking, signature: "s" }] } }] },
    ],
    [
      "vLLM's token ids and numbers for reasons",
      [
        { ...choice({ content: hello }), prompt_token_ids: null },
        { choices: [{ index: 0, delta: {}, finish_reason: "stop", stop_reason: 128001, token_ids: null }] },
      ],
      whole,
    ],
    [
      "Azure's results of filters without a delta",
      [
        { choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
        choice({ content: hello }),
        {
          choices: [
            { index: 0, finish_reason: null, content_filter_offsets: { check_offset: 1 }, content_filter_results: {} },
          ],
        },
        stop,
      ],
      whole,
    ],
    [
      "llama.cpp's timings",
      [
        choice({ role: "assistant", content: null }),
        choice({ content: hello }),
        { ...stop, timings: { predicted_n: 3 } },
      ],
      whole,
    ],
    [
      "LM Studio's error event",
      [choice({ content: "Hello" }), { error: { message: "It fell." } }],
      { text: "Hello", outcome: "broken_off" },
    ],
    [
      "Perplexity's places and searches",
      [{ ...choice({ content: hello }), citations: ["https://a.example"], search_results: [{ title: "A" }] }, stop],
      whole,
    ],
    [
      "Databricks' reasoning in parts",
      [
        choice({ content: [{ type: "reasoning", summary: [{ type: "summary_text", text: "Hm." }] }] }),
        choice({ content: [{ type: "text", text: hello }] }),
        stop,
      ],
      { ...whole, thoughts: "Hm." },
    ],
  ])("%s", async (_title, events, heard) => {
    expect(await heardAnswer(openaiCompatible.parts, sse(...events))).toMatchObject(heard);
  });

  test("Mistral's thoughts, references and texts in lists", async () => {
    const events = [
      choice({
        content: [
          {
            type: "thinking",
            thinking: [
              { type: "text", text: "Hm." },
              { type: "reference", reference_ids: [1] },
            ],
            closed: true,
          },
        ],
      }),
      choice({
        content: [
          { type: "text", text: "Hello " },
          { type: "reference", reference_ids: [0] },
          { type: "text", text: "there." },
        ],
      }),
      choice({ content: "" }, "stop"),
    ];
    expect(await heardAnswer(mistral.parts, sse(...events))).toMatchObject({ ...whole, thoughts: "Hm." });
  });

  test("Ollama's thoughts and calls in one line, and its end for want of memory", async () => {
    const line = {
      model: "m",
      message: {
        role: "assistant",
        content: "",
        thinking: "Hm.",
        tool_calls: [{ id: "c", function: { index: 0, name: "weather", arguments: { city: "Rome" } } }],
      },
      done: false,
    };
    const end = {
      model: "m",
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 7,
      eval_count: 3,
    };
    const lines = (...each: unknown[]) => each.map((one) => `${JSON.stringify(one)}\n`).join("");
    expect(await heardAnswer(ollama.parts, lines(line, end))).toMatchObject({
      thoughts: "Hm.",
      calls: [rome],
      outcome: "complete",
    });
    expect(await heardAnswer(ollama.parts, lines({ ...end, done_reason: "unload" }))).toMatchObject({
      outcome: "broken_off",
    });
  });
});

describe("Bedrock", () => {
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString()),
    (text) => Buffer.from(text),
  );
  const encode = (headers: Record<string, string>, payload: object | undefined) =>
    codec.encode({
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, { type: "string", value } as const]),
      ),
      body: Buffer.from(payload ? JSON.stringify(payload) : ""),
    });
  const event = (type: string, payload: object) => encode({ ":message-type": "event", ":event-type": type }, payload);
  const delta = (contentBlockIndex: number, each: object) =>
    event("contentBlockDelta", { contentBlockIndex, delta: each });
  const stop = event("messageStop", { stopReason: "end_turn" });

  test("what is said behind a thought or a tool is a paragraph of its own, and texts with quotes are one", async () => {
    const messages = [
      delta(0, { text: "Let me look." }),
      event("contentBlockStart", {
        contentBlockIndex: 1,
        start: { toolUse: { toolUseId: "s", name: "nova_grounding", type: "server_tool_use" } },
      }),
      delta(1, { toolUse: { input: "{}" } }),
      delta(2, { text: "It is " }),
      delta(2, { citation: { title: "A", location: {} } }),
      delta(3, { text: "7." }),
      delta(4, { reasoningContent: { text: "Hm." } }),
      delta(5, { text: "Done." }),
      stop,
    ];
    expect(await heardAnswer(bedrock.parts, messages)).toMatchObject({
      text: "Let me look.\n\nIt is 7.\n\nDone.",
      thoughts: "Hm.",
      outcome: "complete",
    });
  });

  test("an error of the stream itself has its words in a header", async () => {
    const error = encode(
      { ":message-type": "error", ":error-code": "InternalError", ":error-message": "It fell." },
      undefined,
    );
    expect(await heardAnswer(bedrock.parts, [delta(0, { text: "Hello" }), error])).toMatchObject({
      ...{ text: "Hello", outcome: "broken_off", cause: { userMessage: expect.stringContaining("It fell.") } },
    });
  });
});
