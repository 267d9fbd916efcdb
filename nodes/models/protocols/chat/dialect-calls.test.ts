/** Calls of tools as servers send them that follow OpenAI's chat completions. */
import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../../tests/helpers/heard-answer.ts";
import { chatParts } from "./fold-answer.ts";

const hear = (body: string, options = {}) => heardAnswer(chatParts, body, options);
const choice = (delta: unknown, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});

const begin = (name: string, args: unknown, more = {}) => ({
  ...more,
  type: "function",
  function: { name, arguments: args },
});
const rome = '{"city":"Rome"}';
const paris = '{"city":"Paris"}';
test.each([
  [
    "all numbered 0 and without ids",
    [[begin("weather", rome, { index: 0, id: "" })], [begin("weather", paris, { index: 0, id: "" })]],
  ],
  [
    "with Mistral's text for no id",
    [[begin("weather", rome, { index: 0, id: "null" }), begin("weather", paris, { index: 0, id: "null" })]],
  ],
  [
    "with numbers as texts, interleaved",
    [
      [begin("weather", "", { index: "0", id: "a" }), begin("weather", "", { index: "1", id: "b" })],
      [{ index: "0", function: { arguments: rome } }],
      [{ index: "1", function: { arguments: paris } }],
    ],
  ],
  [
    "with the name in each piece",
    [
      [begin("weather", '{"city":')],
      [begin("weather", '"Rome"}')],
      [begin("weather", '{"city":')],
      [begin("weather", '"Paris"}')],
    ],
  ],
  [
    "with the name and another id in each piece",
    [
      [begin("weather", '{"city":', { index: 0, id: "p1" })],
      [begin("weather", '"Rome"}', { index: 0, id: "p2" })],
      [begin("weather", paris, { index: 0, id: "p3" })],
    ],
  ],
  [
    "with an id that comes late",
    [
      [begin("weather", "", { index: 0 })],
      [{ index: 0, id: "a", function: { arguments: rome } }],
      [begin("weather", paris, { index: 1, id: "b" })],
    ],
  ],
  [
    "and once more, whole, at the end",
    [
      [begin("weather", "", { index: 0, id: "a" })],
      [{ index: 0, function: { arguments: rome } }],
      [begin("weather", paris, { index: 1, id: "b" })],
      [begin("weather", rome, { index: 0, id: "a" }), begin("weather", paris, { index: 1, id: "b" })],
    ],
  ],
  [
    "numbered from 1, as objects",
    [
      [begin("weather", { city: "Rome" }, { index: 1, id: "a" })],
      [begin("weather", { city: "Paris" }, { index: 2, id: "b" })],
    ],
  ],
  [
    "without a function around name and arguments",
    [
      [
        { id: "a", name: "weather", arguments: rome },
        { id: "b", name: "weather", arguments: paris },
      ],
    ],
  ],
])("two calls that come %s are two", async (_case, deltas) => {
  const { calls, outcome } = await hear(
    sse(...deltas.map((tool_calls) => choice({ tool_calls })), choice({}, "tool_calls")),
  );
  expect(calls).toMatchObject([
    { name: "weather", args: rome },
    { name: "weather", args: paris },
  ]);
  expect(new Set(calls.map(({ id }) => id)).size, "told apart").toBe(2);
  expect(outcome).toBe("complete");
});

test("the arguments of the one tool that was offered are the answer, whatever its number is", async () => {
  const body = sse(choice({ tool_calls: [begin("answer", rome, { index: 1, id: "a" })] }), choice({}, "tool_calls"));
  expect(await hear(body, { isTool: true })).toMatchObject({ text: rome });
});

test("a call as it was before tools is one", async () => {
  const { calls } = await hear(
    sse(
      choice({ function_call: { name: "weather", arguments: "" } }),
      choice({ function_call: { arguments: rome } }),
      choice({}, "function_call"),
    ),
  );
  expect(calls).toMatchObject([{ name: "weather", args: rome }]);
});
