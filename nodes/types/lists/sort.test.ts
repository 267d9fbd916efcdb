import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { sort } from "./sort.ts";

const run = async (config: Record<string, Json>, items: Json) =>
  (await runNode(sort, { config, inputs: { items } })).outputs.items;

test("compares as it is told: text with its numbers, numbers, dates", async () => {
  expect(await run({}, ["item 10", "item 2", "Äpfel", "Zoo"])).toEqual(["Äpfel", "item 2", "item 10", "Zoo"]);
  expect(await run({ as: "number" }, ["10", 9, "-1e1"])).toEqual(["-1e1", 9, "10"]);
  const dates = ["2027-02-01", "2027-01-31T23:00:00-05:00", "2027-01-31"];
  expect(await run({ as: "date" }, dates)).toEqual(["2027-01-31", "2027-02-01", "2027-01-31T23:00:00-05:00"]);
});

test("items without the field come last both ways, and equal items stay in their order", async () => {
  const items = [{ a: "" }, { a: 2, n: 1 }, {}, { a: 1 }, { a: 2, n: 2 }];
  const [empty, two, none, one, second] = items;
  expect(await run({ field: "a", as: "number" }, items)).toEqual([one, two, second, empty, none]);
  expect(await run({ field: "a", as: "number", order: "descending" }, items)).toEqual([two, second, one, empty, none]);
});

test("a long list is in order as a short one is, up to the limit", async () => {
  const items = Array.from({ length: 12_345 }, (_, index) => ({ key: (index * 7919) % 1000, index }));
  const sorted = items.toSorted((a, b) => a.key - b.key);
  expect(await run({ field: "key", as: "number" }, items)).toEqual(sorted);
  expect(await run({ field: "key", as: "number", limit: 3 }, items)).toEqual(sorted.slice(0, 3));
});

test.each([
  ["number", [1, "1,5"], /^Item 2: “1,5” is not a number/],
  ["date", ["07.01.2027"], /^Item 1: .*2027-01-31/],
  ["text", ["a", { a: 1 }], /^Item 2: .*Name a field/],
])("says which item is not of the kind: %s", async (as, items, userMessage) => {
  await expect(run({ as }, items)).rejects.toMatchObject({ code: "bad_input", userMessage });
});

test("whole numbers of any size are in their order", async () => {
  const items = [7615917337495251232n, 7615917337495251231n, 1.5, "7615917337495251230"];
  expect(await run({ as: "number" }, items)).toEqual([1.5, "7615917337495251230", ...items.slice(0, 2).toReversed()]);
});
