import { expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { regex } from "./regex.ts";

const run = async (config: Values, text: string) => (await runNode(regex, { config, inputs: { text } })).outputs;

test("no match is an empty list, and the text stays", async () => {
  expect(await run({ pattern: "\\d+" }, "none")).toEqual({ matches: [], first: null, text: "none" });
});

test("groups are in their order and by name; one that took no part is null and replaced by nothing", async () => {
  const { matches, text } = await run({ pattern: "(?P<key>\\p{L}+)=(\\d+)?", replacement: "$2:$<key>" }, "ä=1 😀 bb=");
  expect(matches).toEqual([
    { text: "ä=1", at: 0, groups: ["ä", "1"], named: { key: "ä" } },
    { text: "bb=", at: 7, groups: ["bb", null], named: { key: "bb" } },
  ]);
  expect(text).toBe("1:ä 😀 :bb");
});

test("what stands for no group in the replacement stays, as do matches of nothing", async () => {
  expect((await run({ pattern: "a", replacement: "$0 $1 $<x> $$1 $& $" }, "a")).text).toBe("$0 $1 $<x> $1 a $");
  expect((await run({ pattern: "a*", replacement: "-" }, "baac")).text).toBe("-b--c-");
});

test("letter case and lines, as set", async () => {
  const text = "Total: 1\ntotal: 2";
  expect((await run({ pattern: "^total" }, text)).matches).toEqual([]);
  expect((await run({ pattern: "^total", ignoreCase: true }, text)).matches).toHaveLength(1);
  expect((await run({ pattern: "^total", ignoreCase: true, lines: true }, text)).matches).toHaveLength(2);
});

test("a line of Windows ends before its line end, and places are those of the text", async () => {
  const text = "id;name\r\n7;Ann\r\n\r\n12;Bob";
  const { matches, text: replaced } = await run({ pattern: "^(\\d+);(.*)$", lines: true, replacement: "$2" }, text);
  expect(matches).toEqual([
    { text: "7;Ann", at: 9, groups: ["7", "Ann"], named: {} },
    { text: "12;Bob", at: 18, groups: ["12", "Bob"], named: {} },
  ]);
  expect(replaced).toBe("id;name\r\nAnn\r\n\r\nBob");
  expect((await run({ pattern: "n\\n+1", lines: true }, text)).first).toMatchObject({ text: "n\r\n\r\n1", at: 13 });
  expect((await run({ pattern: "n\\r\\n", lines: true }, text)).matches).toHaveLength(1);
});

test.each([
  ["(a", /missing closing \)/],
  ["(?=a)", /Looking ahead and behind is not part/],
  ["(?<!a)b", /Looking ahead and behind is not part/],
  ["(a)\\1", /backreference is not part/],
])("a pattern that is not RE2's says so: %s", async (pattern, userMessage) => {
  await expect(run({ pattern }, "a")).rejects.toMatchObject({ code: "bad_input", userMessage });
});

test("a pattern on which others never end takes its time by the text alone", async () => {
  expect((await run({ pattern: "(a+)+$" }, `${"a".repeat(5000)}!`)).matches).toEqual([]);
});

test("too many matches are an error, not a cut list", async () => {
  await expect(run({ pattern: "a" }, "a".repeat(100_001))).rejects.toMatchObject({ userMessage: /more than 100,000/ });
});

test("a number of two digits is the group of that number, or the group of its first digit", async () => {
  expect(await run({ pattern: "(a)", replacement: "$10" }, "a")).toMatchObject({ text: "a0" });
  const ten = { pattern: "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", replacement: "$10$20" };
  expect(await run(ten, "abcdefghij")).toMatchObject({ text: "jb0" });
});
