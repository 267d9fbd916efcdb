import { expect, test } from "vitest";
import { foldAnswer } from "./fold-answer.ts";

type Call = { index?: number; id?: string | null; function: { name?: string; arguments?: unknown } };

/** The calls of a streamed answer, put together as an agent does. */
async function callsOf(...deltas: Call[][]): Promise<[name: string, args: string][]> {
  const events = deltas.map((tool_calls) => ({ choices: [{ index: 0, delta: { tool_calls }, finish_reason: null }] }));
  const end = { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] };
  const text = [...events, end].map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  const stream = new Response(text).body;
  if (!stream) throw new Error("there is no body");
  const calls: [string, string][] = [];
  await foldAnswer(stream, {
    ...{ signal: undefined, onPiece: () => {} },
    onTool({ index, name = "", args = "" }) {
      const [before, given] = calls[index] ?? ["", ""];
      calls[index] = [before + name, given + args];
    },
  });
  return calls;
}

const piece = (args: string) => ({ function: { arguments: args } });
const begin = (name: string, args = "") => ({ function: { name, arguments: args } });
const two: [string, string][] = [
  ["find", '{"a":1}'],
  ["count", '{"b":2}'],
];

test.each<[string, Call[][]]>([
  [
    "numbered",
    [
      [{ index: 0, id: "x", ...begin("find") }],
      [{ index: 0, ...piece('{"a":') }],
      [{ index: 1, id: "y", ...begin("count") }],
      [{ index: 0, ...piece("1}") }],
      [{ index: 1, ...piece('{"b":2}') }],
    ],
  ],
  [
    "all numbered 0, each with an id of its own",
    [
      [{ index: 0, id: "x", ...begin("find", '{"a":') }],
      [{ index: 0, ...piece("1}") }],
      [{ index: 0, id: "y", ...begin("count", '{"b":2}') }],
    ],
  ],
  [
    "all numbered 0, in one piece of the stream",
    [
      [
        { index: 0, id: "x", ...begin("find", '{"a":1}') },
        { index: 0, id: "y", ...begin("count", '{"b":2}') },
      ],
    ],
  ],
  [
    "without numbers, and with an id in their first piece only",
    [
      [{ id: "x", ...begin("find") }],
      [piece('{"a":')],
      [{ id: null, ...piece("1}") }],
      [{ id: "y", ...begin("count") }],
      [{ id: "", ...piece('{"b":2}') }],
    ],
  ],
  [
    "with another id for each piece, and the name once",
    [
      [{ index: 0, id: "p1", ...begin("find") }],
      [{ index: 0, id: "p2", ...piece('{"a":1}') }],
      [{ index: 1, id: "p3", ...begin("count") }],
      [{ index: 1, id: "p4", ...piece('{"b":2}') }],
    ],
  ],
  ["whole, without number or id", [[begin("find", '{"a":1}')], [begin("count", '{"b":2}')]]],
  [
    "numbered from 1",
    [[{ index: 1, id: "x", ...begin("find", '{"a":1}') }], [{ index: 2, id: "y", ...begin("count", '{"b":2}') }]],
  ],
])("calls of tools are told apart when they come %s", async (_case, deltas) => {
  expect((await callsOf(...deltas)).filter(Boolean)).toEqual(two);
});
