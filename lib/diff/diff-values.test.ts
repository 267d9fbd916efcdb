import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../values/json.ts";
import { diffValues } from "./diff-values.ts";

test("a change deep inside a setting is told by its path, in a list of named things by the name", () => {
  const before: Json = [
    { name: "question", kind: "text" },
    { name: "count", kind: "number" },
  ];
  const after: Json = [
    { name: "question", kind: "text", title: "Ask" },
    { name: "words", kind: "text" },
  ];
  expect(diffValues(before, after)).toEqual([
    { path: ["question", "title"], before: undefined, after: "Ask" },
    { path: ["count"], before: { name: "count", kind: "number" }, after: undefined },
    { path: ["words"], before: undefined, after: { name: "words", kind: "text" } },
  ]);
  expect(diffValues({ model: "a", n: 1 }, { model: "b", n: 1 })).toEqual([
    { path: ["model"], before: "a", after: "b" },
  ]);
});

test("another order of the same things is a change of the whole list", () => {
  const [a, b] = [{ name: "a" }, { name: "b" }];
  expect(diffValues([a, b], [b, a])).toEqual([{ path: [], before: [a, b], after: [b, a] }]);
});

test("equal values do not differ, others do, and looking from the other side swaps before and after", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
      const [a, b] = [JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(two))];
      expect(diffValues(a, structuredClone(a))).toEqual([]);
      const there = diffValues(a, b);
      const swapped = diffValues(b, a).map(({ path, before, after }) => ({ path, before: after, after: before }));
      expect(new Set(there.map((change) => JSON.stringify(change)))).toEqual(
        new Set(
          swapped.map((change) => JSON.stringify({ path: change.path, before: change.before, after: change.after })),
        ),
      );
    }),
  );
});
