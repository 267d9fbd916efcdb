import { describe, expect, test } from "vitest";
import { readHtml } from "./html.ts";

const read = (html: string) =>
  readHtml(Buffer.from(html)).filter(({ title, text }) => title !== undefined || text !== "");
const textOf = (html: string) =>
  read(html)
    .map(({ text }) => text)
    .join("\n--\n");

describe("tables", () => {
  test("a row is a line, and the header names its cells", () => {
    const people =
      "<table><tr><th>Year</th><th>People</th></tr><tr><td>1801</td><td>8,893</td></tr><tr><td>1811</td><td></td></tr></table><p>After</p>";
    expect(textOf(people)).toBe("Year | People\nYear: 1801 | People: 8,893\nYear: 1811 | People:\n\nAfter");
  });

  test("without a header cells are apart, whatever spaces the source has", () => {
    expect(
      textOf(
        "<table>\n<tr>\n<td>Region</td>\n<td>Units</td>\n</tr>\n<tr>\n<td>EU</td>\n<td></td><td>12</td></tr>\n</table>",
      ),
    ).toBe("Region | Units\nEU |  | 12");
  });

  test("merged cells, two rows of header, a title inside, a caption and a foot", () => {
    const table = `<table><caption>Sales</caption><tfoot><tr><td>Sum<td>3<td>4</tfoot>
      <thead><tr><th rowspan=2>Region<th colspan=2>2026<tr><th>Q1<th>Q2</thead>
      <tr><td rowspan=2>EU<td>1<td>2<tr><td>3<td>4<tr><th colspan=3>Asia<tr><td>Japan<td colspan=2>none</table>`;
    expect(textOf(table)).toBe(
      [
        "Sales",
        "Region | 2026 | 2026",
        "Region | Q1 | Q2",
        "Region: EU | 2026 Q1: 1 | 2026 Q2: 2",
        "Region: EU | 2026 Q1: 3 | 2026 Q2: 4",
        "Asia",
        "Region: Japan | 2026 Q1: none",
        "Region: Sum | 2026 Q1: 3 | 2026 Q2: 4",
      ].join("\n"),
    );
  });

  test("names of rows, and paragraphs, lists and breaks in a cell", () => {
    const table =
      "<table><tr><th>Name<td><p>Anna</p><p>Berg</p><tr><th>Likes<td><ul><li>tea<li>cake</ul>and<br>milk</table>";
    expect(textOf(table)).toBe("Name | Anna Berg\nLikes | * tea * cake and milk");
  });

  test("end tags that are left out, whatever is open inside of a cell", () => {
    const table =
      "<table><thead><tr><th><p>Name<th><b>Size<tbody><tr><td><p>Lamp<p>big<td><p>7<tr><td>Desk<td><p>9<tfoot><tr><td>All<td>16</table>after";
    expect(textOf(table)).toBe(
      "Name | Size\nName: Lamp big | Size: 7\nName: Desk | Size: 9\nName: All | Size: 16\n\nafter",
    );
    expect(textOf("<ol><li><p>one<li><p>two<ul><li><p>a<li><b>b</ul><li>three</ol>")).toBe(
      "1. one\n\n2. two\n\n  * a\n\n  * b\n3. three",
    );
    expect(textOf("<dl><dt><b>A<dd><p>a<dd><p>b<dt>B<dd>c</dl>")).toBe("A\n\na\n\nb\n\nB\nc");
  });

  test("a table that lays a page out is no table of rows", () => {
    const page = "<table><tr><td>Menu<td><h2>Lamps</h2><p>Red ones.</p><table><tr><td>in<td>ner</table></table>";
    expect(read(page)).toEqual([
      { text: "Menu", metadata: {} },
      { title: "Lamps", text: "Red ones.\n\nin | ner", metadata: { heading: "Lamps" } },
    ]);
  });
});

describe("text", () => {
  test("what looks like Markdown, and headings without text", () => {
    expect(read("<h1>A</h1><h2># 5 apples</h2><p># no heading</p><p>```</p><h2>Empty</h2>")).toEqual([
      { title: "A", text: "", metadata: { heading: "A" } },
      { title: "# 5 apples", text: "# no heading\n\n```", metadata: { heading: "A › # 5 apples" } },
      { title: "Empty", text: "", metadata: { heading: "A › Empty" } },
    ]);
  });

  test("lines, spaces and what is preformatted", () => {
    expect(textOf("<p>one<br>two\n three</p><p>a<span>b</span> <b> c</b></p>")).toBe("one\ntwo three\n\nab c");
    expect(textOf("<pre>if x:\n    y\n</pre>after")).toBe("if x:\n    y\n\nafter");
  });

  test("numbers and signs of lists", () => {
    expect(textOf("<ol start=3><li>x<ul><li>y<li>z</ul><li value=9>u</ol>")).toBe("3. x\n  * y\n  * z\n9. u");
    expect(textOf("<ol type=a><li>x<li>y</ol><ol type=I reversed><li>p<li>q</ol>")).toBe("a. x\nb. y\n\nII. p\nI. q");
  });

  test("options, definitions, fields, buttons and pictures stay apart", () => {
    expect(textOf("<select><optgroup label=Cities><option>Rome<option label=Oslo></option></optgroup></select>")).toBe(
      "Cities\nRome\nOslo",
    );
    expect(
      textOf(
        "<svg><text x=1>one<tspan>!</tspan></text><text><tspan x=0>two</tspan><tspan x=0>three</tspan></text></svg>",
      ),
    ).toBe("one!\ntwo three");
    expect(textOf("<select><option>Cologne<option>Bonn</select><dl><dt>Term<dd>Meaning</dl>")).toBe(
      "Cologne\nBonn\n\nTerm\nMeaning",
    );
    expect(
      textOf(
        "<label>Name</label><input value='Anna'><input type=hidden value=x><button>Send</button><button>Stop</button>",
      ),
    ).toBe("Name Anna Send Stop");
    expect(textOf("<p>See<img src=x alt='a red lamp'>here<img alt=icon></p>")).toBe("See a red lamp here");
    expect(textOf("<p>the price<sup><a href=#n>1</a></sup> of H<sub>2</sub>O</p>")).toBe("the price 1 of H2O");
  });

  test("what is not shown is not text, and the title stands for a page without headings", () => {
    const page =
      "<title>My page</title><script>x</script><template>x</template><p hidden>x</p><p style='display: none'>x</p><noscript>x</noscript><p>text</p>";
    expect(read(page)).toEqual([{ text: "text", metadata: { heading: "My page" } }]);
  });

  test("the shadow tree of an element in place of its own content, which is shown at the slots", () => {
    const tree =
      "<h2>Card</h2><p>a</p><slot name=note>none</slot><p>b</p><slot></slot><p>c</p><slot name=more>d</slot><template>x</template>";
    const inner = "<template shadowrootmode=closed><slot></slot>!</template>";
    const page = `<x-card><template shadowrootmode="open">${tree}</template>own <i slot="note">noted</i> <x-in>${inner}deep</x-in><b slot=other>x</b></x-card><p>after</p>`;
    expect(read(page)).toEqual([
      {
        title: "Card",
        text: "a\n\nnoted\n\nb\n\nown deep!\n\nc\n\nd\n\nafter",
        metadata: { heading: "Card" },
      },
    ]);
  });

  test("a page in a frame, with its tree, and what is hidden until it is found", () => {
    const frame = "<title>T</title><p>in &amp;lt;frame&amp;gt;</p>";
    expect(
      textOf(`<p>a</p><iframe srcdoc="${frame}">old</iframe><iframe src=x>no</iframe><p hidden=until-found>b</p>`),
    ).toBe("a\n\nin <frame>\n\nb");
  });

  test("what is empty in XHTML, which a page may say by its namespace alone, takes nothing of what follows", () => {
    const body = '<title/></head><body><p>a</p><script src="x.js"/><p>b</p></body></html>';
    expect(textOf(`<!DOCTYPE html><html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head>${body}`)).toBe("a\n\nb");
  });

  test("more lines in a row than a call takes arguments", () => {
    expect(textOf(`<body>${"a<br>".repeat(200_000)}</body>`)).toHaveLength(399_999);
  });

  test("a table with tens of thousands of lines in its head", () => {
    const head = "<tr><th>a<th>b".repeat(30_000);
    expect(textOf(`<table>${head}<tr><td>1<td>2<tr><td>3<td>4</table>`)).toMatch(/a \| b\na: 1 \| b: 2\na: 3 \| b: 4$/);
  });

  test("text in a head that was never closed", () => {
    expect(textOf("<html><head><style>p{}</style><p>Hello")).toBe("Hello");
  });
});

describe("the encoding that a page names", () => {
  const cyrillic = Buffer.from("cff0e8e2e5f2", "hex");
  const page = (head: string) => readHtml(Buffer.concat([Buffer.from(head), cyrillic]))[0]?.text;

  test.each([
    ['<meta charset="windows-1251">'],
    ["<META http-equiv=Content-Type content='text/html; charset=windows-1251'>"],
    ['<?xml version="1.0" encoding="windows-1251"?>'],
    ["<!-- <meta charset=shift_jis> --><meta charset=windows-1251>"],
  ])("%s", (head) => {
    expect(page(head)).toBe("Привет");
  });
});
