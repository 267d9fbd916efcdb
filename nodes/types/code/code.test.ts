import { expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { code } from "./code.ts";

type Settings = { language?: string; inputs?: Json; outputs?: Json; seconds?: number };
const run = async (text: string, inputs: Values = {}, settings: Settings = {}) =>
  (await runNode(code, { config: { code: text, seconds: 60, ...settings }, inputs })).outputs;
const fails = (text: string, userMessage: RegExp, settings: Settings = {}) =>
  expect(run(text, { value: 1 }, settings)).rejects.toMatchObject({ code: "node_failed", userMessage });
const typed: Settings = { language: "TypeScript" };

test("reads its inputs, waits for promises, and returns its outputs", async () => {
  const text =
    "const later = async (x) => x * 2;\nconst all = await Promise.all(inputs.value.map(later));\nreturn { result: all };";
  expect(await run(text, { value: [1, 2, 3] })).toEqual({ result: [2, 4, 6], console: "" });
});

test("whole numbers of any size arrive and leave with their digits", async () => {
  const value = parseJson('{"id": 7615917337495251231, "small": 7, "text": "7615917337495251231"}');
  const text =
    "const { id, small, text } = inputs.value;\nreturn { result: { kinds: [typeof id, typeof small], next: id + 1n, ten: 10n, text } };";
  expect(stringifyJson((await run(text, { value })).result)).toBe(
    '{"kinds":["bigint","number"],"next":7615917337495251232,"ten":10,"text":"7615917337495251231"}',
  );
});

test("ports are the user's: what is not returned is not taken, what is no output is refused", async () => {
  const settings = {
    inputs: [
      { name: "order no.", kind: "text" },
      { name: "note", kind: "text", optional: true },
    ],
    outputs: [
      { name: "yes", kind: "any" },
      { name: "no", kind: "any" },
    ],
  };
  const text = "return { yes: [inputs['order no.'], typeof inputs.note], no: undefined };";
  expect(await run(text, { "order no.": "A 1" }, settings)).toEqual({ yes: ["A 1", "undefined"], console: "" });
  await fails("return { maybe: 1 }", /“maybe”, which is not an output. There are: yes, no\./, settings);
  const number = { outputs: [{ name: "total", kind: "number" }] };
  await fails("return { total: '7' }", /“total” should be of the kind Number and is a text/, number);
  await fails("return { total: null }", /is null/, number);
  await fails("inputs.value + 1", /returned nothing. End it with return \{ total: … \}/, number);
  await fails("return 5", /Return an object/, number);
});

test("what it prints is an output, and stands behind an error", async () => {
  const text = "console.log('a', 1n, { b: [true] });\nconsole.warn(new Error('c'));\nreturn { result: 1 };";
  expect((await run(text)).console).toBe('a 1n { "b": [ true ] }\nwarning: Error: c');
  await fails("console.log('so far');\nthrow new Error('stop')", /Line 2, column \d+: stop\.\nConsole: so far$/);
  const long = await run(
    "for (let i = 0; i < 3000; i++) console.log('a line of some length, number', i);\nreturn { result: 1 };",
  );
  expect(String(long.console).length).toBeLessThan(70_000);
  expect(long.console).toMatch(/holds no more\)$/);
});

test("TypeScript loses its types and keeps its places", async () => {
  const text =
    "type Pair<T> = { a: T };\nconst x: Pair<number> = inputs.value as Pair<number>;\nreturn { result: x.a satisfies number };";
  expect((await run(text, { value: { a: 3 } }, typed)).result).toBe(3);
  await fails("const x: number = 1;\n  nothing.here;", /^Line 2, column 3: ReferenceError/, typed);
  await fails("let ok = 1;\nconst x: = 1;", /^Line 2, column 10: SyntaxError/, typed);
  await fails("enum A { B }", /^Line 1, column 1: SyntaxError: TypeScript enum is not supported/, typed);
});

test.each([
  ["let x = ;", /^Line 1, column 9: SyntaxError/],
  ["\n\n  undefinedName()", /^Line 3, column 3: ReferenceError/],
  ["const a = {};\nreturn { result: a.b.c };", /^Line 2, column 21: TypeError/],
  ["throw 'just text'", /^The code failed: just text\./],
  ["return { result: 0 / 0 }", /“result” is NaN, which JSON cannot hold/],
  ["return { result: new Map() }", /“result” is a Map.*Object\.fromEntries/],
  ["const a = {}; a.a = a; return { result: a }", /circular/],
  ["await new Promise(() => {})", /waits for something that never comes/],
  ["return { result: 'x'.repeat(11_000_000) }", /more than 10,000,000 characters/],
  ["(function f() { f() })()", /stack overflow/],
])("an error says what and where: %s", async (text, userMessage) => {
  await fails(text, userMessage);
});

test.each([
  "while (true) {}",
  "(function f() { Promise.resolve().then(f) })(); await new Promise(() => {})",
  "/(a+)+$/.test('a'.repeat(40) + 'b')",
  "[].includes.call({ length: 2 ** 53 - 1 }, 1)",
  "throw { get message() { while (true) {} } }",
])("is ended after its time: %s", async (text) => {
  await fails(text, /takes longer than 0\.3 seconds. Let it do less/, { seconds: 0.3 });
});

test("is ended when it takes too much memory, and what comes after it is not harmed", async () => {
  await fails("const all = []; while (true) all.push(new Array(1e5).fill(all.length))", /more than 64 MB/, {
    seconds: 60,
  });
  expect((await run("return { result: 1 }")).result).toBe(1);
});

test("is stopped with its run", async () => {
  const controller = new AbortController();
  const config = { code: "while (true) {}", seconds: 60 };
  const running = runNode(code, { config, signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await expect(running).rejects.toMatchObject({ code: "cancelled" });
});

test("many calls at once are all answered", async () => {
  const calls = Array.from({ length: 30 }, (_, value) => run("return { result: inputs.value + 1 }", { value }));
  expect((await Promise.all(calls)).map(({ result }) => result)).toEqual(calls.map((_, value) => value + 1));
});
