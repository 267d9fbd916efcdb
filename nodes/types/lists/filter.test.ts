import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { filter } from "./filter.ts";

const run = async (config: Record<string, Json>, items: Json) =>
  (await runNode(filter, { config, inputs: { items } })).outputs;

test("nothing is lost: what is not kept is among the others", async () => {
  const items = [{ tag: "a" }, {}, { tag: "" }, null, 5];
  expect(await run({ field: "tag" }, items)).toEqual({ kept: [{ tag: "a" }], others: [{}, { tag: "" }, null, 5] });
  expect(await run({ field: "tag" }, [])).toEqual({ kept: [], others: [] });
});

test("reads the item itself, a path, a place in a list, and a field whose name has a dot", async () => {
  expect(await run({ test: "is greater than", to: "1" }, [1, 2])).toMatchObject({ kept: [2] });
  const items = [{ a: { b: [{ c: "x" }] } }, { "a.b.0.c": "x" }, { a: { b: { length: 1 } } }];
  expect(await run({ field: "a.b.0.c", test: "equals", to: "X" }, items)).toMatchObject({ kept: items.slice(0, 2) });
});

test("reads what an item has of its own alone", async () => {
  const { others } = await run({ field: "constructor.name" }, [{}, []]);
  expect(others).toEqual([{}, []]);
  expect(await run({ field: "length" }, [["a"], "a"])).toEqual({ kept: [], others: [["a"], "a"] });
});

test("says which item cannot be compared, and what is no list", async () => {
  const bad = run({ field: "price", test: "is less than", to: "10" }, [{ price: 1 }, { price: "1,5" }]);
  await expect(bad).rejects.toMatchObject({ code: "bad_input", userMessage: /^Item 2: .*“1,5”.*not a number/ });
  await expect(run({}, { rows: [1] })).rejects.toMatchObject({ userMessage: /not a list.*expression rows gives it/ });
  await expect(run({}, null)).rejects.toMatchObject({ userMessage: /“Items” is empty, not a list/ });
});
