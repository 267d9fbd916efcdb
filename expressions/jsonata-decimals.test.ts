import { expect, test } from "vitest";
import type { Json } from "../lib/values/json.ts";
import { makePrograms } from "./jsonata.ts";

const programs = makePrograms(1000);
const run = (expression: string, value: Json = {}) => programs(expression).evaluate(value);

test.each([
  ["0.1 + 0.2", 0.3],
  ["price * 3", 0.3],
  ["1.1 - 1", 0.1],
  ["$sum([0.1, 0.2])", 0.3],
  ["$average([0.1, 0.2, 0.3])", 0.2],
  ["0.1 + 0.2 = 0.3", true],
  ["0.1 + 0.2 > 0.3", false],
  ['0.1 + 0.2 <= 0.3 ? "a" : "b"', "a"],
  ["items[price * 3 = 0.3].id", [1]],
  ["$map([1, 2], function($n) { $n * 0.1 + 0.2 })", [0.3, 0.4]],
  ["1 / 3", 0.333333333333333],
  ["7 * 6", 42],
])("%s", async (expression, result) => {
  expect(await run(expression, { price: 0.1, items: [{ id: 1, price: 0.1 }] })).toEqual(result);
});

test("many decimals add up as they do on paper", async () => {
  const v = Array.from({ length: 50_000 }, () => 0.1);
  expect(await run("[$sum(v), $average(v), $sum([]), $sum(5)]", { v })).toEqual([5000, 0.1, 0, 5]);
  await expect(run('$sum(["a"])')).rejects.toMatchObject({ code: "T0412" });
});

test("what is only passed on keeps all its digits, also beside what is computed", async () => {
  expect(await run("v", { v: 0.30000000000000004 })).toBe(0.30000000000000004);
  expect(await run("{'v': v, 'w': 0.1 + 0.2}", { v: 0.30000000000000004 })).toEqual({ v: 0.30000000000000004, w: 0.3 });
});

test("errors stay those of the expression", async () => {
  await expect(run('price * "x" = 1', { price: 1 })).rejects.toMatchObject({ code: "T2002" });
});
