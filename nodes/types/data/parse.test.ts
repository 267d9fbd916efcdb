import { describe, expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { parse } from "./parse.ts";

const run = async (config: Values, text: string) => (await runNode(parse, { config, inputs: { text } })).outputs;
const value = async (config: Values, text: string) => (await run(config, text)).value;

test("a text of nothing is no data, in any format", async () => {
  for (const format of ["JSON", "CSV", "XML", "HTML"]) {
    const empty = run({ format, selector: "p" }, " \n");
    await expect(empty).rejects.toMatchObject({ code: "bad_input", userMessage: /is empty, so there is no/ });
  }
});

describe("JSON", () => {
  const repair = { invalid: "repair" };

  test("that is valid stays what it is, a single value too", async () => {
    for (const text of ['{"a":[1,null]}', '"a"', "[]", "12.5"]) {
      expect(await run(repair, text)).toEqual({ value: JSON.parse(text), above: [], repaired: false });
    }
  });

  test("that is not valid fails and says where, unless it is to be mended", async () => {
    await expect(run({}, '{"a": 1,}')).rejects.toMatchObject({ userMessage: /position 8.*Choose “repair”/ });
    expect(await run(repair, "{'a': True, // note\n b: [1,2,]}")).toMatchObject({
      value: { a: true, b: [1, 2] },
      repaired: true,
    });
    expect(await run(repair, '{"a": [1, {"b": "cut of')).toMatchObject({
      value: { a: [1, { b: "cut of" }] },
      repaired: true,
    });
    expect(await run(repair, 'Sure: {"a": 1}. Anything else?')).toMatchObject({ value: { a: 1 }, repaired: true });
    expect(await run(repair, '```json\n{"a": 1}\n```')).toMatchObject({ value: { a: 1 }, repaired: true });
  });

  test.each([
    ['{"name": "Ann", "tags": ["a","b"], }', { name: "Ann", tags: ["a", "b"] }],
    ["Sure: {'a': 1, 'list': [1,2,3]} as you said", { a: 1, list: [1, 2, 3] }],
    ['see [1]: {"a": 1, "b": [1,2], "c": }', { a: 1, b: [1, 2], c: null }],
    ['{"a":1,"b":{"c":[{"d":1},{"d":2}]}', { a: 1, b: { c: [{ d: 1 }, { d: 2 }] } }],
    ['```json\n{"a": [1, 2\n```', { a: [1, 2] }],
    ['{"a": 1}\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
    ['[{"a":1} {"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['callback({"a":1,});', { a: 1 }],
    ['Use {name} here. {"a":1}', { a: 1 }],
    ['{"a":1} as in {name: the whole name as it stands in the passport}', { a: 1 }],
    ['{"a":1} with [2, 3 and so on, which are notes that are longer]', { a: 1 }],
    ['for (;;) { if (x) { y( { { { { { {"a":1}', { a: 1 }],
    ['Result: [1, 2] and {"ok": true, "items": [4]}', { ok: true, items: [4] }],
    ['{"a": "he said "hi" to me", "b": 2}', { a: 'he said "hi" to me', b: 2 }],
  ])("that is broken is mended as a whole, and nothing around a part of it is dropped: %s", async (text, wanted) => {
    expect(await run(repair, text)).toMatchObject({ value: wanted, repaired: true });
  });

  test("with a name that no field can have is refused, at any depth", async () => {
    for (const text of ['{"__proto__":1,"b":2}', '{"x":[{"__proto__":{"a":1}}]}', '{"\\u005f_proto__":1}']) {
      await expect(run({}, text)).rejects.toMatchObject({ userMessage: /“__proto__” is no name.*Rename it/ });
    }
    await expect(run(repair, 'Sure: {"__proto__": 1}')).rejects.toMatchObject({ code: "bad_input" });
    await expect(run({ format: "CSV" }, "a,__proto__\n1,2")).rejects.toMatchObject({
      userMessage: /“__proto__” is no/,
    });
    expect(await value({}, '"__proto__"')).toBe("__proto__");
  });

  test("is not made of words, and no number is rounded", async () => {
    await expect(run(repair, "nothing here")).rejects.toMatchObject({ userMessage: /no object or list/ });
    for (const text of ['{"id": 7615917337495251231}', '{"id": 7615917337495251231,}']) {
      expect(await run(repair, text)).toMatchObject({ value: { id: 7615917337495251231n } });
    }
  });
});

describe("CSV", () => {
  const csv = { format: "CSV" };

  test("has a field for every column in every row; cells stay text", async () => {
    expect(await value(csv, "id\tname\n007\t\n8\tB\n")).toEqual([
      { id: "007", name: "" },
      { id: "8", name: "B" },
    ]);
    expect(await value(csv, "a,a,,b\n1,2,3,\n")).toEqual([{ a: "1", "a 2": "2", "Column 3": "3", b: "" }]);
  });

  test("keeps the lines above the table, and a header without rows is an empty list", async () => {
    const report = await run(csv, "Prices 2027\n\ntitle;price;room\nLamp;1;A\nPen;2;B\n");
    expect(report).toMatchObject({ above: ["Prices 2027"], value: [{ title: "Lamp" }, { title: "Pen" }] });
    expect(await value(csv, "title;price\n")).toEqual([]);
  });

  test("a delimiter at the end of each line makes no column", async () => {
    expect(await value({ format: "CSV" }, "a,b,\n1,2,\n")).toEqual([{ a: "1", b: "2" }]);
    expect(await value({ format: "CSV" }, "a,b,\n1,2,3\n")).toEqual([{ a: "1", b: "2", "Column 3": "3" }]);
  });
});

describe("XML", () => {
  const xml = { format: "XML" };

  test("has elements, attributes and texts, as they are written", async () => {
    const text = '<?xml version="1.0"?><a id="07"><b>01</b><b/><c k="1">t &amp; u</c><d><![CDATA[x<y]]></d></a>';
    const a = { "@id": "07", b: ["01", ""], c: { "@k": "1", "#text": "t & u" }, d: "x<y" };
    expect(await value(xml, text)).toEqual({ a });
  });

  test("has signs that are written by number or name, each read once", async () => {
    const text = "<a b='&#233;&quot;&amp;#65;'>Caf&#233; &#x1F600; &lt; &amp;#233;<![CDATA[&#233;]]></a>";
    expect(await value(xml, text)).toEqual({ a: { "@b": 'é"&#65;', "#text": "Café 😀 < &#233;&#233;" } });
  });

  test("an element that comes once is a list where it is named as one", async () => {
    const text = "<order><item>Lamp</item><note>n</note></order>";
    expect(await value({ ...xml, lists: " item , x" }, text)).toEqual({ order: { item: ["Lamp"], note: "n" } });
  });

  test("keeps the words around an element apart, and CDATA as it is", async () => {
    const text = "<p>\n  Hello <b>big</b> world,<i>and</i>more<!-- no end -->over\n</p>";
    expect(await value(xml, text)).toEqual({ p: { "#text": "Hello world, moreover", b: "big", i: "and" } });
    const data = "<a><b> x <![CDATA[ y ]]> </b><c>\n<![CDATA[  z\n]]>\n</c><d> <e/> </d></a>";
    expect(await value(xml, data)).toEqual({ a: { b: "x  y ", c: "  z\n", d: { e: "" } } });
  });

  test("has elements of any name, with their namespaces", async () => {
    const text =
      '<x:a xmlns:x="urn:x"><constructor>1</constructor><toString k="v"/><valueOf/><valueOf/><größe>5</größe></x:a>';
    expect(await value(xml, text)).toEqual({
      "x:a": {
        ...{ "@xmlns:x": "urn:x", constructor: "1", größe: "5", valueOf: ["", ""] },
        toString: { "@k": "v" },
      },
    });
  });

  test("may have lines before its declaration, and entities of its own", async () => {
    const text = '\n\n<?xml version="1.0"?><!DOCTYPE a [<!ENTITY w "World">]><a>Hi &w;</a>';
    expect(await value(xml, text)).toEqual({ a: "Hi World" });
    await expect(run(xml, "\n\n<a>\n<b></a>")).rejects.toMatchObject({ userMessage: /read as XML: line 4: / });
  });

  test("that is not valid says in which line", async () => {
    await expect(run(xml, "<a>\n<b></a>")).rejects.toMatchObject({ userMessage: /read as XML: line 2: .*'b'/ });
    await expect(run(xml, "plain words")).rejects.toMatchObject({ userMessage: /line 1/ });
  });
});

describe("HTML", () => {
  const page =
    '<title>T</title><ul><li>E-<b>4711</b> <i>red</i><script>x</script><li>two<br>lines</ul><a href="/x">X</a><a>Y</a>';

  test("gives the text of what the selector finds, as it is read", async () => {
    expect(await value({ format: "HTML", selector: "li" }, page)).toEqual(["E-4711 red", "two\nlines"]);
    expect(await value({ format: "HTML", selector: "ul" }, page)).toEqual(["E-4711 red\ntwo\nlines"]);
    expect(await value({ format: "HTML", selector: "h1" }, page)).toEqual([]);
    const code = "<div>See  this:\n<pre>if a:\n  <b>b</b>\n\n\tc \n</pre> and\n so</div>";
    expect(await value({ format: "HTML", selector: "pre" }, code)).toEqual(["if a:\n  b\n\n\tc"]);
    expect(await value({ format: "HTML", selector: "div" }, code)).toEqual(["See this:\nif a:\n  b\n\n\tc \n\nand so"]);
    const deep = `<section>${"<div>".repeat(15_000)}at the bottom</section>`;
    expect(await value({ format: "HTML", selector: "section" }, deep)).toEqual(["at the bottom"]);
  });

  test("gives an attribute of those that have it", async () => {
    expect(await value({ format: "HTML", selector: "a", attribute: "href" }, page)).toEqual(["/x"]);
    expect(await value({ format: "HTML", selector: "a", attribute: "HREF" }, page)).toEqual(["/x"]);
    expect(await value({ format: "HTML", selector: "svg", attribute: "viewBox" }, "<svg viewbox='0 0 1 1'>")).toEqual([
      "0 0 1 1",
    ]);
  });

  test("says what is wrong with a selector", async () => {
    await expect(run({ format: "HTML", selector: "a[" }, page)).rejects.toMatchObject({ code: "bad_input" });
    await expect(run({ format: "HTML" }, page)).rejects.toMatchObject({ userMessage: /Write a selector/ });
  });
});

describe("what is written in another way", () => {
  test("a key that comes twice fails, or both values are kept", async () => {
    const text = '{"a": 1, "a": 2}';
    await expect(run({}, text)).rejects.toMatchObject({ userMessage: /“a” is there twice in one object/ });
    expect(await run({ invalid: "repair" }, text)).toMatchObject({ value: { a: 1, "a (2)": 2 }, repaired: true });
  });

  test("a byte order mark, several kinds of line ends, and XHTML", async () => {
    expect(await value({}, '\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(await value({ format: "CSV" }, "a,b\r\n1,2\n3,4")).toEqual([
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ]);
    const page = '<?xml version="1.0"?><html><head><title/></head><body><p>10<sup>6</sup></p></body></html>';
    expect(await value({ format: "HTML", selector: "p" }, page)).toEqual(["10^6"]);
  });
});
