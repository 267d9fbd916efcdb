import fc from "fast-check";
import { expect, test } from "vitest";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { writeInTurns } from "./write-json.ts";

const long = '😀é"\\\n'.repeat(30_000);

test("is the text that is written at once, for any value", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.nat(8), async (value, before) => {
      const large = {
        value,
        undefined,
        at: new Date(0),
        text: "x".repeat(before) + long,
        list: [value, long, []],
        big: 2n ** 70n,
        none: {},
      };
      expect(await writeInTurns(large)).toBe(stringifyJson(large));
    }),
    { numRuns: 30 },
  );
  expect(await writeInTurns([1, "\ud83d", `${"a".repeat(49_999)}\ud83d`.repeat(3)])).toBe(
    stringifyJson([1, "\ud83d", `${"a".repeat(49_999)}\ud83d`.repeat(3)]),
  );
});

test("others have their turns while a large value is written", async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await writeInTurns({ rows: Array.from({ length: 200 }, () => ({ text: long })) });
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(20);
});
