/** Answers that are odd and valid by their published shapes: nothing of them is lost, said twice or taken for the whole. */
import { describe, expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { openai } from "./openai.ts";

type Case = [title: string, events: unknown[], heard: object];
const hello = "Hello there.";
const whole = { text: hello, outcome: "complete" };

describe("OpenAI's Responses", () => {
  const part = (text: string, more = {}) => ({ type: "output_text", text, annotations: [], logprobs: [], ...more });
  const message = (...content: object[]) => ({
    type: "message",
    id: "m",
    role: "assistant",
    status: "completed",
    content,
  });
  const added = (output_index: number, item: object) => ({ type: "response.output_item.added", output_index, item });
  const itemDone = (output_index: number, item: object) => ({ type: "response.output_item.done", output_index, item });
  const delta = (output_index: number, text: string) => ({
    ...{ type: "response.output_text.delta", item_id: "m", output_index, content_index: 0, delta: text, logprobs: [] },
  });
  const completed = (output: object[] = [], more = {}) => ({
    type: "response.completed",
    response: { object: "response", status: "completed", error: null, incomplete_details: null, output, ...more },
  });
  const reasoning = { type: "reasoning", id: "rs", summary: [{ type: "summary_text", text: "Hm." }] };
  const refusal = { type: "refusal", refusal: "Not this." };

  test.each<Case>([
    [
      "whose words stand only at the end of their item",
      [added(0, message()), itemDone(0, message(part(hello))), completed()],
      whole,
    ],
    ["whose words stand only in the parts of its end", [completed([message(part("Hello "), part("there."))])], whole],
    [
      "of two messages, the second without pieces",
      [
        added(0, message()),
        delta(0, "I look."),
        itemDone(0, message(part("I look."))),
        itemDone(1, message(part("It is 7."))),
        completed(),
      ],
      { text: "I look.\n\nIt is 7." },
    ],
    [
      "of two messages, the second in the whole response alone",
      [added(0, message()), delta(0, "I look."), completed([message(part("I look.")), message(part("It is 7."))])],
      { text: "I look.\n\nIt is 7." },
    ],
    [
      "whose places are counted in two ways",
      [
        added(0, reasoning),
        added(1, message()),
        delta(1, hello),
        itemDone(1, message(part(hello))),
        completed([message(part(hello))]),
      ],
      whole,
    ],
    [
      "with the places of a search in it",
      [
        added(0, message()),
        delta(0, hello),
        {
          type: "response.output_text.annotation.added",
          output_index: 0,
          annotation_index: 0,
          annotation: { type: "url_citation", url: "https://a.example", title: "A", start_index: 0, end_index: 5 },
        },
        { type: "response.output_text.done", output_index: 0, text: hello },
        { type: "response.content_part.done", output_index: 0, part: part(hello) },
        itemDone(0, message(part(hello))),
        completed([message(part(hello))]),
      ],
      whole,
    ],
    [
      "whose summary stands only at the end of its thought",
      [added(0, { ...reasoning, summary: [] }), itemDone(0, reasoning), itemDone(1, message(part(hello))), completed()],
      { ...whole, thoughts: "Hm." },
    ],
    [
      "whose summary stands only in the whole response",
      [completed([reasoning, message(part(hello))])],
      { ...whole, thoughts: "Hm." },
    ],
    [
      "whose summary comes in pieces and whole",
      [
        added(0, reasoning),
        { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "Hm." },
        itemDone(0, reasoning),
        itemDone(1, message(part(hello))),
        completed([reasoning, message(part(hello))]),
      ],
      { ...whole, thoughts: "Hm." },
    ],
    [
      "with open thoughts",
      [
        completed([
          { type: "reasoning", id: "r", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] },
          message(part(hello)),
        ]),
      ],
      { ...whole, thoughts: "Hm." },
    ],
    [
      "that is refused at the end of its item alone",
      [itemDone(0, message(refusal)), completed()],
      { text: "", words: "Not this.", outcome: "refused" },
    ],
    [
      "that is not whole for a reason of tomorrow",
      [delta(0, "Hello"), completed([], { status: "incomplete", incomplete_details: { reason: "max_tool_calls" } })],
      { outcome: "cut" },
    ],
    [
      "that is not whole without a reason",
      [delta(0, "Hello"), completed([], { status: "incomplete" })],
      { outcome: "broken_off" },
    ],
    ["that was cancelled", [delta(0, "Hello"), completed([], { status: "cancelled" })], { outcome: "broken_off" }],
    [
      "that fails in the middle",
      [
        delta(0, "Hello"),
        {
          type: "response.failed",
          response: { status: "failed", error: { code: "server_error", message: "It fell." } },
        },
      ],
      { text: "Hello", outcome: "broken_off", cause: { code: "provider_busy" } },
    ],
  ])("an answer %s", async (_title, events, heard) => {
    expect(await heardAnswer(openai.parts, sse(...events))).toMatchObject(heard);
  });
});
