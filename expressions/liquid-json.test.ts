import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../lib/values/exact-json.ts";
import { makeJsonRenderer } from "./liquid-json.ts";

const render = makeJsonRenderer(2000);

test("a value is written as JSON, and between quotes as a part of the text", async () => {
  const template =
    '{ "name": "Dear {{ name }}", "who": {{ name }}, "all": {{ list }}, "no": {{ gone }}, "t": "[{{ gone }}]" }';
  const text = await render(template, { name: 'Ada "A" \\ \n', list: [1, 7615917337495251231n] });
  expect(parseJson(text)).toEqual({
    name: 'Dear Ada "A" \\ \n',
    who: 'Ada "A" \\ \n',
    all: [1, 7615917337495251231n],
    no: null,
    t: "[]",
  });
});

test("filters and loops work, and a last filter raw writes the value as it is", async () => {
  const template = "[{% for item in items %}{{ item | upcase }}{% unless forloop.last %},{% endunless %}{% endfor %}]";
  expect(await render(template, { items: ["a", "b"] })).toBe('["A","B"]');
  expect(await render('{"a": {{ json | raw }}}', { json: "[1]" })).toBe('{"a": [1]}');
});

test("no value leads out of its place", async () => {
  const any = fc.oneof(fc.jsonValue({ noUnicodeString: false }), fc.string({ unit: "binary" }));
  await fc.assert(
    fc.asyncProperty(any, async (value) => {
      const given: unknown = JSON.parse(JSON.stringify(value).replaceAll("-0", "0"));
      const text = await render('{"in": "a\\"{{ v }}b", "out": {{ v }}, "sign": "\u{e0f0}\u{e0f1}"}', {
        v: given as never,
      });
      const read = JSON.parse(text);
      expect(read.out).toEqual(given);
      expect(read.sign).toBe("\u{e0f0}\u{e0f1}");
      if (typeof given === "string") expect(read.in).toBe(`a"${given}b`);
      expect(Object.keys(read)).toEqual(["in", "out", "sign"]);
    }),
  );
});
