import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { removeDuplicates } from "./remove-duplicates.ts";

const run = async (config: Record<string, Json>, items: Json) =>
  (await runNode(removeDuplicates, { config, inputs: { items } })).outputs;

test("whole items are equal whatever the order of their fields, and a text is no object", async () => {
  const items = [{ a: 1, b: [1] }, { b: [1], a: 1 }, '{"a":1,"b":[1]}', { a: 1, b: [1, 2] }];
  expect(await run({}, items)).toEqual({ items: [items[0], items[2], items[3]], removed: [items[1]] });
});

test("by fields: space around a text and the kind of a number do not count, letter case does", async () => {
  const items = [{ id: 7 }, { id: "7 " }, { id: "A" }, { id: "a" }];
  expect(await run({ fields: "id" }, items)).toMatchObject({ removed: [{ id: "7 " }] });
  expect(await run({ fields: "id", ignoreCase: true }, items)).toMatchObject({ removed: [{ id: "7 " }, { id: "a" }] });
});

test("letter case does not count inside of whole items either, where it is not to count", async () => {
  const items = [
    { name: "Ann", tags: ["X"] },
    { tags: ["x"], name: "ANN" },
    { Name: "Ann", tags: ["X"] },
    "Ann",
    "ANN",
  ];
  expect(await run({}, items)).toMatchObject({ removed: [] });
  expect(await run({ ignoreCase: true }, items)).toMatchObject({ removed: [items[1], "ANN"] });
});

test("a large whole number is one, whether it came as 1e21 or with all its digits", async () => {
  const items = [{ id: 1e21 }, { id: 10n ** 21n }, { id: "1000000000000000000000" }, { id: 10n ** 21n + 1n }];
  expect(await run({ fields: "id" }, items)).toEqual({ items: [items[0], items[3]], removed: [items[1], items[2]] });
  expect(await run({}, items)).toMatchObject({ removed: [items[1]] });
});

test("fields are not run together, and the last can be kept in its place", async () => {
  const items = [
    { a: "x", b: "y,z" },
    { a: "x,y", b: "z" },
    { a: "x", b: "y,z", n: 2 },
  ];
  expect(await run({ fields: "a, b" }, items)).toMatchObject({ removed: [items[2]] });
  expect(await run({ fields: "a,b", keep: "last" }, items)).toEqual({
    items: [items[1], items[2]],
    removed: [items[0]],
  });
});

test("items that have none of the fields are all kept", async () => {
  expect(await run({ fields: "email" }, [{ a: 1 }, { a: 2 }, { email: null }])).toMatchObject({ removed: [] });
  const rows = [{ email: "" }, { email: " " }, { email: "", phone: "" }];
  expect(await run({ fields: "email, phone" }, rows)).toMatchObject({ items: rows, removed: [] });
});

test("nothing is not the word null, and an accent is one however it is stored, inside of items too", async () => {
  expect(await run({}, [null, "null"])).toMatchObject({ removed: [] });
  const names = [{ n: "M\u00fcller" }, { n: "Mu\u0308ller" }];
  expect(await run({ fields: "n" }, names)).toEqual({ items: [names[0]], removed: [names[1]] });
  expect(await run({}, names)).toEqual({ items: [names[0]], removed: [names[1]] });
});
