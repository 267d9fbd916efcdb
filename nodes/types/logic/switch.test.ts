import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { switchNode } from "./switch.ts";

const run = async (config: Record<string, Json>, value: Json) =>
  (await runNode(switchNode, { config, inputs: { value } })).outputs;
const cases = [
  { name: "small", description: "1\n 2 \n\nTwo" },
  { name: "two", description: "2" },
  { name: "Red", description: "" },
];

test.each([
  [1, "small"],
  ["2", "small"],
  [["two"], "small"],
  [" red ", "Red"],
  [true, "other"],
  [null, "other"],
  ["", "other"],
  [{ a: 1 }, "other"],
  [["red", "red"], "other"],
])("%j takes the first case that lists it, and one branch alone: %s", async (value, taken) => {
  expect(await run({ cases }, value)).toEqual({ case: taken, [taken]: value });
});

test("passes the whole value on, by a part of it", async () => {
  const value = { total: 120 };
  const ranges = [
    { name: "large", description: "" },
    { name: "small", description: "" },
  ];
  const config = { expression: 'total > 100 ? "large" : "small"', cases: ranges };
  expect(await run(config, value)).toEqual({ case: "large", large: value });
});

test("refuses names that are taken", async () => {
  for (const names of [["other"], ["case"], ["a", "a"], []]) {
    const wrong = run({ cases: names.map((name) => ({ name })) }, 1);
    await expect(wrong).rejects.toMatchObject({ code: "bad_input" });
  }
});
