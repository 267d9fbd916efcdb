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
  await fails(
    "const a = 1;\n@mark class B {}",
    /^Line 2, column 1: SyntaxError.*Decorators are not supported\.$/,
    typed,
  );
});

test("enums, namespaces and properties among parameters become code, whose errors keep their places", async () => {
  const text =
    "enum Size { S = 's', L = 'l' }\nnamespace Tax { export const rate = 7 }\nclass Box { constructor(readonly size: Size) {} }\n";
  expect((await run(`${text}return { result: [new Box(Size.L).size, Tax.rate] };`, {}, typed)).result).toEqual([
    "l",
    7,
  ]);
  await fails(`${text}\nreturn { result: nothing };`, /^Line 5, column 18: ReferenceError: 'nothing'/, typed);
});

test.each([
  ["let x = ;", /^Line 1, column 9: SyntaxError/],
  ["\n\n  undefinedName()", /^Line 3, column 3: ReferenceError/],
  ["const a = {};\nreturn { result: a.b.c };", /^Line 2, column 21: TypeError/],
  ["throw 'just text'", /^The code failed: just text\./],
  ["return { result: 0 / 0 }", /“result” is NaN, which JSON cannot hold/],
  ["return { result: new Map() }", /“result” is a Map.*Object\.fromEntries/],
  ["return { result: [Promise.resolve(1)] }", /Item 1 of a list is a Promise.*Write await before it/],
  ["return { result: new Date('no date') }", /“result” is an invalid Date/],
  ["return { result: new Uint8Array(2) }", /“result” is a Uint8Array.*Use \[\.\.\.…\]/],
  ["return { result: /a/ }", /“result” is a RegExp/],
  ["return { result: new Error('x') }", /“result” is an Error.*Use its message/],
  ["return { result: (function* () {})() }", /“result” is a Generator/],
  ["return { result: [].values() }", /“result” is an Iterator/],
  ["throw new Error('outer', { cause: new TypeError('inner') })", /: outer \(cause: TypeError: inner\)\.$/],
  ["await Promise.any([Promise.reject(new Error('a'))])", /AggregateError \[ Error: a \]/],
  ["throw { code: 7 }", /^The code failed: \{ "code": 7 \}\.$/],
  ["if (true) {\n  return {};", /^The code failed: SyntaxError: the code ends too soon/],
  ["const a = {}; a.a = a; return { result: a }", /circular/],
  ["await new Promise(() => {})", /waits for something that never comes/],
  ["return { result: 'x'.repeat(11_000_000) }", /more than 10,000,000 characters/],
  ["(function f() { f() })()", /stack overflow/],
])("an error says what and where: %s", async (text, userMessage) => {
  await fails(text, userMessage);
});

test.each([
  ["setTimeout(() => {}, 1)", /There are no timers.*use a Delay node\.$/],
  ["await fetch('https://example.com')", /no network\. Use an HTTP request node/],
  ["const fs = require('fs')", /no packages/],
  ["import fs from 'fs';", /leave import and export out\.$/],
  ["await import('fs')", /leave import and export out\.$/],
  ["process.exit()", /no environment/],
  ["Buffer.from('a')", /Use TextEncoder/],
  ["return { result: value + 1 }", /'value' is not defined\. Write inputs\.value\.$/],
])("what a sandbox has not is said with what there is: %s", async (text, userMessage) => {
  await fails(text, userMessage);
});

test("languages and time zones are known, and the clock is UTC", async () => {
  const result = async (text: string) => (await run(`return { result: ${text} };`)).result;
  expect(await result("['z', 'ä', 'a', 'B'].sort((a, b) => a.localeCompare(b))")).toEqual(["a", "ä", "B", "z"]);
  expect(await result("['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare)")).toEqual(["a", "z", "ä"]);
  const words = ["b", "B", "ab", "aB", "Ab", "a", "a b", "a-b", "a1", "é", "e", "ez", "éa", "10", "9", "", "A", "_"];
  expect(await result(`${JSON.stringify(words)}.sort((a, b) => a.localeCompare(b))`)).toEqual(
    words.toSorted(new Intl.Collator("en").compare),
  );
  expect(await result("['item 10', 'item 2'].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))")).toEqual([
    "item 2",
    "item 10",
  ]);
  expect(
    await result(
      "[(1234567.5).toLocaleString('de'), 12345678901234567890n.toLocaleString('en'), NaN.toLocaleString()]",
    ),
  ).toEqual(["1.234.567,5", "12,345,678,901,234,567,890", "NaN"]);
  const day = "{ dateStyle: 'long', timeZone: 'Asia/Tokyo' }";
  expect(await result(`new Date(Date.UTC(2027, 0, 31, 20)).toLocaleDateString('de', ${day})`)).toBe("1. Februar 2027");
  expect(await result(`new Intl.DateTimeFormat('en', ${day}).formatToParts(new Date(0))[0].value`)).toBe("January");
  expect(
    await result("['i'.toLocaleUpperCase('tr'), new Intl.PluralRules('en', { type: 'ordinal' }).select(2)]"),
  ).toEqual(["İ", "two"]);
  expect(
    await result("[new Date(2027, 0, 31).toISOString(), Intl.DateTimeFormat().resolvedOptions().timeZone]"),
  ).toEqual(["2027-01-31T00:00:00.000Z", "UTC"]);
  await fails(
    "new Intl.DateTimeFormat('en', { timeZone: 'Nowhere' })",
    /^Line 1, column \d+: RangeError: Invalid time zone/,
  );
});

test("bytes, addresses, copies and checksums", async () => {
  const result = async (text: string) => (await run(`return { result: ${text} };`)).result;
  expect(await result("[...new TextEncoder().encode('é😀')]")).toEqual([0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80]);
  expect(await result("new TextDecoder('windows-1252').decode(Uint8Array.of(0x80)) + atob('aGk=') + btoa('hi')")).toBe(
    "€hiaGk=",
  );
  const digest = "[...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('abc')))]";
  expect(await result(`${digest}.slice(0, 3)`)).toEqual([0xba, 0x78, 0x16]);
  expect(await result("[crypto.randomUUID().length, crypto.getRandomValues(new Uint8Array(8)).length]")).toEqual([
    36, 8,
  ]);
  const url =
    "const url = new URL('../b?q=a%20b', 'https://example.com/x/y/'); url.searchParams.set('z', 'ä'); url.hash = 'h';";
  expect(
    (await run(`${url} return { result: [url.href, url.searchParams.get('q'), [...url.searchParams].length] };`))
      .result,
  ).toEqual(["https://example.com/x/b?q=a+b&z=%C3%A4#h", "a b", 2]);
  await fails("new URL('no address')", /TypeError: Invalid URL/);
  await fails("crypto.getRandomValues(new Uint8Array(65_537))", /RangeError: It fills at most 65536 bytes/);
  await fails("new TextDecoder().decode(Uint8Array.of(0xc3), { stream: true })", /Put them together first/);
  const copy =
    "const one = { at: new Date(0), all: new Map([['a', new Set([1])]]) }; one.self = one; const two = structuredClone(one);";
  const looked = "[two !== one, two.self === two, two.at.getTime(), [...two.all.get('a')]]";
  expect((await run(`${copy} return { result: ${looked} };`)).result).toEqual([true, true, 0, [1]]);
});

test("the console shows what JSON would drop, tables and groups, and cuts a line that is too long", async () => {
  const said = async (text: string) => (await run(`${text}; return { result: 1 };`)).console;
  expect(
    await said("console.log({ a: undefined, b: NaN, c: new Map([['k', 1n]]), d: new Set(['x']), e: new Error('no') })"),
  ).toBe('{ "a": undefined, "b": NaN, "c": Map(1) { "k" => 1n }, "d": Set(1) { "x" }, "e": Error: no }');
  expect(await said("const o = { a: 1 }; o.self = o; console.log(o, 'a\\u0000b')")).toBe(
    '{ "a": 1, "self": (circular) } a\u0000b',
  );
  expect(await said("console.log('%s has %d', 'Ann', 3, [1]); console.log('100%', 1)")).toBe("Ann has 3 [ 1 ]\n100% 1");
  expect(await said("console.table([{ a: 1, b: 'x' }, { a: 20 }])")).toBe("  | a  | b\n0 | 1  | x\n1 | 20 |");
  expect(
    await said(
      "console.group('G'); console.log('in\\nside'); console.groupEnd(); console.count(); console.assert(false, 'no')",
    ),
  ).toBe("G\n  in\n  side\ndefault: 1\nAssertion failed: no");
  expect(await said("console.log('x'.repeat(100_000)); console.log('more')")).toMatch(
    /^x{60000,}… \(the console holds no more\)$/,
  );
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
