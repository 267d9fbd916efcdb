import { expect, test } from "vitest";
import { runNode } from "../../../tests/helpers/node.ts";
import { merge } from "./merge.ts";

test("branches come together as the first, as a list and as one text", async () => {
  const { outputs } = await runNode(merge, { inputs: { values: ["one", { a: 1 }, 3] } });
  expect(outputs).toEqual({ first: "one", all: ["one", { a: 1 }, 3], text: 'one\n\n{\n  "a": 1\n}\n\n3' });
  const joined = await runNode(merge, { config: { separator: ", " }, inputs: { values: ["one", "two"] } });
  expect(joined.outputs).toMatchObject({ text: "one, two" });
});

test("the first is the one that arrived first, while the list keeps the order of the edges", async () => {
  const arrived = await runNode(merge, {
    inputs: { values: ["slow", "fast"] },
    call: { arrivals: { values: [1, 0] } },
  });
  expect(arrived.outputs).toMatchObject({ first: "fast", all: ["slow", "fast"] });
});

test("when no branch arrives there is no first", async () => {
  expect((await runNode(merge, { inputs: { values: [] } })).outputs).toEqual({ all: [], text: "" });
});
