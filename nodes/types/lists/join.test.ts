import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { join } from "./join.ts";

const run = async (config: Record<string, Json>, left: Json, right: Json) =>
  (await runNode(join, { config, inputs: { left, right } })).outputs.items;

const left = [{ id: 1, name: "a" }, { id: 2 }, { name: "none" }, { id: null }];
const right = [{ id: "1", size: 3 }, { id: 1, size: 4 }, { id: 9 }, { size: 5 }];

test("keeps matches alone, all of the left, or all of both", async () => {
  const matches = [
    { id: 1, name: "a", right_id: "1", size: 3 },
    { id: 1, name: "a", size: 4 },
  ];
  expect(await run({}, left, right)).toEqual(matches);
  expect(await run({ keep: "all of the left list" }, left, right)).toEqual([...matches, ...left.slice(1)]);
  const all = [...matches, ...left.slice(1), { id: 9 }, { size: 5 }];
  expect(await run({ keep: "all of both lists" }, left, right)).toEqual(all);
});

test("a field that both have is kept of both, under a name that is free", async () => {
  const joined = await run({ leftField: "k", prefix: "r_" }, [{ k: 1, n: "l", r_n: "x" }], [{ k: 1, n: "r", s: null }]);
  expect(joined).toEqual([{ k: 1, n: "l", r_n: "x", r_n_: "r", s: null }]);
});

test("matches different fields, by path", async () => {
  const config = { leftField: "customer.id", rightField: "key" };
  expect(await run(config, [{ customer: { id: "x " } }], [{ key: "x", n: 1 }])).toEqual([
    { customer: { id: "x " }, key: "x", n: 1 },
  ]);
});

test("says what cannot be joined", async () => {
  await expect(run({}, [1], [])).rejects.toMatchObject({ userMessage: /Item 1 of “Left” is not an object/ });
  await expect(run({}, [], {})).rejects.toMatchObject({ userMessage: /“Right” is an object, not a list/ });
  const many = Array.from({ length: 1001 }, () => ({ id: 1 }));
  await expect(run({}, many, many)).rejects.toMatchObject({ code: "too_large", userMessage: /whose values differ/ });
});

test("an accent matches however it is stored", async () => {
  const joined = await run({ leftField: "n" }, [{ n: "Mu\u0308ller" }], [{ n: "M\u00fcller", size: 3 }]);
  expect(joined).toMatchObject([{ size: 3 }]);
});

test("both of two values are kept that differ in the space around them, or in their kind", async () => {
  const left = [{ id: 1, name: "Anna ", code: "7", same: { a: 1, b: 2 } }];
  const right = [{ id: 1, name: "Anna", code: 7, same: { b: 2, a: 1 } }];
  expect(await run({}, left, right)).toEqual([
    { id: 1, name: "Anna ", code: "7", same: { a: 1, b: 2 }, right_name: "Anna", right_code: 7 },
  ]);
});
