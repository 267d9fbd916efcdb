/** Every name and value of a JSON file is in some chunk, each record whole. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileEnding } from "../../../lib/documents/file-endings.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { readers } from "../readers.ts";
import { type Section, withoutCells } from "../section.ts";
import { readJsonFile, readJsonLines } from "./json-records.ts";

test("values stand behind their paths, and lists of objects are records", () => {
  const text =
    '{"shop": "North", "open": null, "orders": [{"id": 7615917337495251231, "lines": [{"n": 1}], "tags": ["a", "b"]}, {}], "end": {"at": "ten"}}';
  expect(withoutCells(readJsonFile(text))).toEqual([
    { text: "shop: North\nopen: null", metadata: {} },
    { text: "id: 7615917337495251231\nlines[0].n: 1\ntags: a, b", metadata: { path: "orders[0]" } },
    { text: "{}", metadata: { path: "orders[1]" } },
    { text: "end.at: ten", metadata: {} },
  ]);
});

test("what is not JSON is said, with its line", () => {
  expect(() => readJsonFile('{"a": ')).toThrow(/not JSON/);
  expect(() => readJsonLines('{"a": 1}\n\n{"a": \n')).toThrow(/line 3 is not JSON/);
  expect(readJsonLines("\ufeff1\n\n2")).toHaveLength(2);
});

test("values nested deep are read, and what is beyond that says so", () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}"end"${"}".repeat(depth)}`;
  expect(readJsonFile(nested(500))[0]?.text).toContain("end");
  expect(() => readJsonFile(nested(100_000))).toThrow(/nested too deep/);
});

const words = (maxLength: number) =>
  fc.tuple(
    fc.constantFrom("", "# ", "| ", '"'),
    fc.array(fc.constantFrom("w", "ß", "日本", "é", "x-"), { minLength: 1, maxLength }),
  );
const numbered = /(?:w|ß|日本|é|x-)\d+/g;

/** Records as programs write them: values, lists and objects inside. Every name is another, too. */
const records = fc
  .array(
    fc.array(
      fc.oneof(
        words(6),
        fc.array(words(2), { minLength: 1, maxLength: 3 }),
        fc.record({ inner: words(3), list: fc.array(fc.record({ deep: words(2) }), { maxLength: 2 }) }),
        fc.constantFrom(null, true, 7615917337495251231n, 1.5),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => {
    let count = 0;
    const numberedIn = (value: unknown): unknown => {
      if (Array.isArray(value) && typeof value[0] === "string" && Array.isArray(value[1]))
        return value[0] + value[1].map((stem) => `${stem}${++count}`).join(" ");
      if (Array.isArray(value)) return value.map(numberedIn);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numberedIn(inner)]));
    };
    return list.map((values) => Object.fromEntries(values.map((value) => [`w${++count}`, numberedIn(value)])));
  });

type Records = { [name: string]: unknown }[];
const recordFiles: [string, FileEnding, (list: Records) => string][] = [
  ["json, a list", "json", (list) => stringifyJson(list, 2)],
  ["json, a list inside", "json", (list) => stringifyJson({ data: { items: list } })],
  ["jsonl", "jsonl", (list) => list.map((record) => stringifyJson(record)).join("\n")],
  ["lines that are named json", "json", (list) => list.map((record) => `${stringifyJson(record)}\r\n`).join("")],
];

test.each(recordFiles)("%s: each record whole, with its names and digits", async (name, ending, write) => {
  const property = fc.asyncProperty(records, async (list) => {
    // One line that is JSON is a file of JSON.
    if (name.startsWith("lines") && list.length === 1) return;
    const sections: Section[] = await readers[ending](Buffer.from(write(list)));
    const said = (value: unknown) => stringifyJson(value).match(numbered) ?? [];
    expect(sections.map(({ text }) => text.match(numbered) ?? [])).toEqual(
      list.map(pathsOf).map((each) => each.match(numbered) ?? []),
    );
    for (const [index, record] of list.entries()) {
      expect(sections[index]?.text.match(numbered)).toEqual(expect.arrayContaining(said(record)));
      if (stringifyJson(record).includes("7615917337495251231"))
        expect(sections[index]?.text).toContain("7615917337495251231");
    }
  });
  await fc.assert(property, { numRuns: 150, seed: 29 });
});

/** What a record says, a name before each of its values. */
function pathsOf(value: unknown): string {
  const lines = (inner: unknown, path: string): string => {
    if (Array.isArray(inner)) {
      const isPlain = !inner.some((item) => typeof item === "object" && item !== null);
      if (isPlain) return `${path} ${inner.join(" ")}`;
      return inner.map((item) => lines(item, path)).join(" ");
    }
    if (typeof inner !== "object" || inner === null) return `${path} ${String(inner)}`;
    return Object.entries(inner)
      .map(([key, item]) => lines(item, `${path} ${key}`))
      .join(" ");
  };
  return lines(value, "");
}
