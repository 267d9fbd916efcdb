import { expect, test } from "vitest";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { setFields } from "./set-fields.ts";

type Field = { name: string; kind?: string; from?: string; value?: string };
const run = async (fields: Field[], value?: Json, config: Record<string, Json> = {}) =>
  (
    await runNode(setFields, {
      config: { fields: fields.map((field) => ({ ...field })), ...config },
      inputs: value === undefined ? {} : { value },
    })
  ).outputs.value;

test("values are of the kind that is chosen, and numbers keep their digits", async () => {
  const fields = [
    { name: "text", value: " 007 " },
    { name: "number", kind: "number", value: "7615917337495251231" },
    { name: "yes", kind: "boolean", value: "Yes" },
    { name: "json", kind: "json", value: '{"ids": [9007199254740993], "none": null}' },
  ];
  expect(await run(fields)).toEqual({
    text: " 007 ",
    number: 7615917337495251231n,
    yes: true,
    json: { ids: [9007199254740993n], none: null },
  });
});

test("expressions read the value as it arrived, and give the kind that is chosen", async () => {
  const order = parseJson('{"id": 7615917337495251231, "n": "3", "lines": [{"price": 2}, {"price": 3}]}');
  const fields = [
    { name: "n", kind: "number", from: "expression", value: "n" },
    { name: "twice", kind: "number", from: "expression", value: "$number(n) * 2" },
    { name: "label", kind: "text", from: "expression", value: "id" },
    { name: "next", kind: "number", from: "expression", value: "id + 1" },
    { name: "has", kind: "boolean", from: "expression", value: "lines[price > 2]" },
    { name: "prices", kind: "json", from: "expression", value: "lines.price" },
    { name: "missing", kind: "text", from: "expression", value: "nothing.here" },
  ];
  expect(stringifyJson(await run(fields, order, { keep: "only these" }))).toBe(
    '{"n":3,"twice":6,"label":"7615917337495251231","next":7615917337495251232,"has":true,"prices":[2,3],"missing":null}',
  );
});

test("paths lead into objects and lists, and make what is missing", async () => {
  const value = { address: { street: "A 1" }, lines: [{ n: 1 }], "a.b": 1, empty: null };
  const given = structuredClone(value);
  const fields = ["address.city", "lines.0.n", "lines.1.n", "a.b", "empty.x", "new.er.est"].map((name) => ({
    name,
    value: "x",
  }));
  expect(await run(fields, value)).toEqual({
    address: { street: "A 1", city: "x" },
    lines: [{ n: "x" }, { n: "x" }],
    "a.b": "x",
    empty: { x: "x" },
    new: { er: { est: "x" } },
  });
  expect(value).toEqual(given);
});

test("names that lead to what objects are made of are names as others", async () => {
  const result = await run(
    [
      { name: "__proto__.polluted", value: "x" },
      { name: "constructor.prototype.y", value: "x" },
    ],
    {},
  );
  expect(Object.keys(Object(result))).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(Object("").polluted ?? Object("").y).toBeUndefined();
});

test("of a list, each item gets the fields", async () => {
  const fields = [{ name: "double", kind: "number", from: "expression", value: "n * 2" }];
  const items = Array.from({ length: 1000 }, (_, n) => ({ n }));
  expect(await run(fields, items, { each: true })).toEqual(items.map(({ n }) => ({ n, double: n * 2 })));
  await expect(run(fields, [{ n: 1 }, { n: "x" }], { each: true })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /^Item 2: “double”: The expression failed/,
  });
});

test.each<[Field, Json, RegExp]>([
  [{ name: "n", kind: "number", value: "1,5" }, {}, /“n”: “1,5” is not a number/],
  [{ name: "b", kind: "boolean", value: "maybe" }, {}, /true or false/],
  [{ name: "j", kind: "json", value: "{a:1}" }, {}, /“j”: .*JSON/],
  [{ name: "n", kind: "number", from: "expression", value: "'many'" }, {}, /“n”: .*not a number/],
  [{ name: "name.first", value: "x" }, { name: "Ada" }, /“name” is a text/],
  [{ name: "list.3", value: "x" }, { list: [1] }, /a list of 1.*0 to 1/],
  [{ name: "a..b", value: "x" }, {}, /not a path/],
  [{ name: "a", value: "x" }, [1], /Turn on “Each item/],
  [{ name: "a", value: "x" }, "text", /no object/],
  [{ name: " ", value: "x" }, {}, /not a path/],
])("says what is wrong with %j on %j", async (field, value, userMessage) => {
  await expect(run([field], value)).rejects.toMatchObject({ code: "bad_input", userMessage });
});

test("a list may be read for fields of a new object", async () => {
  const fields = [{ name: "count", kind: "number", from: "expression", value: "$count($)" }];
  expect(await run(fields, [1, 2, 3], { keep: "only these" })).toEqual({ count: 3 });
});

test("numbers are what people write as numbers, and JSON has each key once", async () => {
  const number = { name: "n", kind: "number" };
  for (const value of ["0x10", "1,234", "0b11", "Infinity"]) {
    await expect(run([{ ...number, value }])).rejects.toMatchObject({ code: "bad_input" });
    await expect(run([{ ...number, from: "expression", value: "t" }], { t: value })).rejects.toMatchObject({
      code: "bad_input",
    });
  }
  expect(await run([{ ...number, value: " +1.50e2 " }])).toEqual({ n: 150 });
  const twice = run([{ name: "n", kind: "json", value: '{"a": 1, "a": 2}' }]);
  await expect(twice).rejects.toMatchObject({ userMessage: "“n”: “a” is there twice in one object." });
});
