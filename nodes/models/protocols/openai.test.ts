import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { openai } from "./openai.ts";

const rome = { name: "weather", args: '{"city":"Rome"}' };
const item = { type: "function_call", id: "fc", call_id: "c1", name: "weather", arguments: rome.args };
const output = [
  { type: "reasoning", id: "rs", summary: [], encrypted_content: "x" },
  { type: "message", content: [{ type: "output_text", text: "Hello there." }] },
  item,
];
const response = {
  object: "response",
  model: "m",
  status: "completed",
  error: null,
  output,
  usage: { input_tokens: 7, output_tokens: 3 },
};

test("OpenAI's response is heard whole, in pieces, late or at once, and nothing twice", async () => {
  const kept = [output[0], { type: "message" }, { type: "function_call", call_id: "c1" }];
  const heard = { text: "Hello there.", calls: [{ ...rome, id: "c1" }], outcome: "complete", kept };
  expect(await heardAnswer(openai.parts, JSON.stringify(response))).toMatchObject(heard);
  expect(await heardAnswer(openai.parts, sse({ type: "response.completed", response }))).toMatchObject(heard);
  const late = sse(
    { type: "response.output_text.delta", delta: "Hello there." },
    ...output.map((each, output_index) => ({
      type: "response.output_item.added",
      output_index,
      item: { ...each, arguments: "" },
    })),
    ...output.map((each, output_index) => ({ type: "response.output_item.done", output_index, item: each })),
    { type: "response.completed", response },
  );
  expect(await heardAnswer(openai.parts, late)).toMatchObject(heard);
  const incomplete = { ...response, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
  expect(await heardAnswer(openai.parts, JSON.stringify(incomplete))).toMatchObject({ outcome: "cut" });
  const failed = { ...response, status: "failed", error: { code: "server_error", message: "no" }, output: [] };
  await expect(heardAnswer(openai.parts, JSON.stringify(failed))).rejects.toMatchObject({ code: "provider_busy" });
});

test("several messages of one answer are paragraphs, in pieces or at once; pieces of a call that has not begun wait for its end", async () => {
  const message = (text: string) => ({ type: "message", role: "assistant", content: [{ type: "output_text", text }] });
  const both = [message("I look."), message("It is 7."), item];
  const heard = { text: "I look.\n\nIt is 7.", calls: [{ ...rome, id: "c1" }], outcome: "complete" };
  expect(await heardAnswer(openai.parts, JSON.stringify({ ...response, output: both }))).toMatchObject(heard);
  const added = (output_index: number) => ({ type: "response.output_item.added", output_index, item: message("") });
  const said = (output_index: number, delta: string) => ({ type: "response.output_text.delta", output_index, delta });
  const early = { type: "response.function_call_arguments.delta", output_index: 2, delta: rome.args };
  const late = { type: "response.output_item.done", output_index: 2, item };
  const end = { type: "response.completed", response: { ...response, output: both } };
  const events = [added(0), said(0, "I look."), added(1), said(1, "It is "), said(1, "7."), early, late, end];
  expect(await heardAnswer(openai.parts, sse(...events))).toMatchObject(heard);
});

const thought = (id: string) => ({ type: "reasoning", id, summary: [], encrypted_content: id });
const called = (call_id: string) => ({ type: "function_call", call_id, name: "weather", arguments: "{}" });
const told = { type: "message", role: "assistant", content: [{ type: "output_text", text: "Wait." }] };
const wait = { role: "assistant", content: "Wait." };

test.each([
  [
    [thought("r1"), called("c1"), thought("r2"), called("c2")],
    [thought("r1"), called("c1"), thought("r2"), called("c2")],
  ],
  [
    [thought("r1"), told, thought("r2"), called("c1"), called("c2")],
    [thought("r1"), wait, thought("r2"), called("c1"), called("c2")],
  ],
  // A thought that nothing followed is refused.
  [
    [thought("r1"), called("c1"), thought("r2")],
    [thought("r1"), called("c1")],
  ],
  [
    [told, called("c1")],
    [wait, called("c1")],
  ],
])("what came as %j goes back to OpenAI in that order", async (came, goesBack) => {
  const { text, calls, kept = [] } = await heardAnswer(openai.parts, JSON.stringify({ ...response, output: came }));
  const turn = {
    role: "assistant",
    text,
    calls: calls.map(({ id, name }) => ({ id, name, args: {} })),
    kept: { protocol: openai.name, blocks: kept },
  } as const;
  const ask = { model: "m", turns: [turn], options: {}, tools: undefined, traits: new Set<never>(), signal: undefined };
  const credential = { provider: "openai", baseUrl: "https://openai.invalid", host: "openai.invalid", secret: "" };
  expect(openai.question(ask, credential).body.input).toEqual(goesBack);
});
