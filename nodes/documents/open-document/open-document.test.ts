import { expect, test } from "vitest";
import { makeZip } from "../../../tests/collections/make-files.ts";
import { readRows } from "../rows/read-rows.ts";
import { withoutCells } from "../section.ts";
import { readOpenSheets, readOpenSlides, readOpenText } from "./open-document.ts";

const bytes = (text: string) => Buffer.from(text);
const file = (body: string, styles = "") =>
  makeZip([
    {
      name: "content.xml",
      data: bytes(`<office:document-content>${styles}<office:body>${body}</office:body></office:document-content>`),
    },
    {
      name: "styles.xml",
      data: bytes(
        "<x><style:master-page><style:footer><text:p>Page of ACME</text:p></style:footer></style:master-page></x>",
      ),
    },
  ]);
const p = (text: string) => `<text:p>${text}</text:p>`;
const cell = (text: string, more = "") => `<table:table-cell ${more}>${p(text)}</table:table-cell>`;
const row = (...cells: string[]) => `<table:table-row>${cells.join("")}</table:table-row>`;
const item = (content: string) => `<text:list-item>${content}</text:list-item>`;

test("a text: headings, spaces, notes, comments, lists, tables and boxes, without what was deleted", () => {
  const list = `<text:list text:style-name="L">${item(`${p("one")}<text:list>${item(p("sub"))}</text:list>`)}${item(p("two"))}</text:list>`;
  const style =
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>';
  const note =
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>";
  const comment = "<office:annotation><dc:creator>Anna</dc:creator><text:p>Check this</text:p></office:annotation>";
  const table = `<table:table><table:table-header-rows>${row(cell("Name"), cell("City"))}</table:table-header-rows>${row(cell("Anna"), cell("Bonn"))}</table:table>`;
  const box = "<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>";
  const body = `<office:text><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:h text:outline-level="1">Lamps</text:h><text:p>a<text:s text:c="2"/>b<text:line-break/>c<text:tab/>d<text:span> bold</text:span>${note}${comment}</text:p>${list}${table}<text:h text:outline-level="2">More</text:h>${p(`x${box}`)}</office:text>`;
  expect(readOpenText(file(body, style)).filter(({ text }) => text !== "")).toEqual([
    {
      title: "Lamps",
      text: "a  b\nc\td bold [1]\n\n[1] A note.\n\nComment by Anna: Check this\n1. one\n  * sub\n2. two\n\nName | City\nName: Anna | City: Bonn",
      metadata: { heading: "Lamps" },
    },
    { title: "More", text: "x\n\nIn a box", metadata: { heading: "Lamps › More" } },
    { text: "Page of ACME", metadata: {} },
  ]);
});

test("a sheet: what cells show, dates, cells over several rows, and no million empty ones", () => {
  const price = (value: string, shown: string) => cell(shown, `office:value-type="currency" office:value="${value}"`);
  const day = cell("31.01.26", 'office:value-type="date" office:date-value="2026-01-31"');
  const rows = [
    row(cell("Item"), cell("Price"), cell("Day"), cell("Count")),
    row(
      cell("Lamp", 'table:number-rows-spanned="2"'),
      price("5", "5,00 €"),
      day,
      cell("1.235", 'office:value-type="float" office:value="1234.6"'),
    ),
    row("<table:covered-table-cell/>", price("7", "7,00 €")),
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
  ];
  const table = `<table:table table:name="Prices">${rows.join("")}</table:table>`;
  expect(withoutCells(readOpenSheets(file(`<office:spreadsheet>${table}</office:spreadsheet>`)))).toEqual([
    { title: "Prices", text: "", metadata: { heading: "Prices" } },
    { text: "Item: Lamp\nPrice: 5,00 €\nDay: 2026-01-31\nCount: 1234.6", metadata: { heading: "Prices", row: 2 } },
    { text: "Item: Lamp\nPrice: 7,00 €", metadata: { heading: "Prices", row: 3 } },
  ]);
});

test("a presentation: pages with their titles and notes", () => {
  const frame = (content: string, more = "") =>
    `<draw:frame ${more}><draw:text-box>${content}</draw:text-box></draw:frame>`;
  const notes = `<presentation:notes>${frame(p("Say it slowly."))}</presentation:notes>`;
  const page = `<draw:page>${frame(p("Lamps"), 'presentation:class="title"')}${frame(p("Red ones"))}${notes}</draw:page>`;
  expect(readOpenSlides(file(`<office:presentation>${page}</office:presentation>`))).toEqual([
    { title: "Lamps", text: "Red ones\n\nNotes: Say it slowly.", metadata: { slide: 1, heading: "Lamps" } },
  ]);
});

test("what is no OpenDocument file, or has a password, says so", () => {
  expect(() => readOpenText(bytes("no zip"))).toThrow("it is not an OpenDocument file");
  const locked = makeZip([
    { name: "META-INF/manifest.xml", data: bytes("<m><manifest:encryption-data/></m>") },
    { name: "content.xml", data: bytes("?") },
  ]);
  expect(() => readOpenText(locked)).toThrow("it has a password; save it without one");
});

test("a sheet gives a batch its rows, by its columns; the first with rows, or the one that is named", async () => {
  const sheet = (name: string, ...rows: string[]) => `<table:table table:name="${name}">${rows.join("")}</table:table>`;
  const data = file(
    `<office:spreadsheet>${[
      sheet("Cover", row(cell("Only a title"))),
      sheet("People", row(cell("Name"), cell("City")), row(cell("Ada"), cell("")), row(cell("Bob"), cell("Rome"))),
      sheet("Places", row(cell("City"), cell("City")), row(cell("Paris"), cell("Lyon"))),
    ].join("")}</office:spreadsheet>`,
  );
  const { signal } = new AbortController();
  const first = await readRows({ name: "a.ODS", data }, signal);
  expect([first.columns, first.sheets, first.sheet]).toEqual([
    ["Name", "City"],
    ["Cover", "People", "Places"],
    "People",
  ]);
  expect([...first.portions(10)].flat()).toEqual([
    { line: 2, cells: ["Ada", null] },
    { line: 3, cells: ["Bob", "Rome"] },
  ]);
  expect((await readRows({ name: "a.ods", data, sheet: "Places" }, signal)).columns).toEqual(["City", "City (2)"]);
  const missing = readRows({ name: "a.ods", data, sheet: "Sums" }, signal);
  await expect(missing).rejects.toThrow("it has no sheet “Sums”; it has Cover, People, Places.");
  await expect(readRows({ name: "a.ods", data, sheet: "Cover" }, signal)).rejects.toThrow("it has no rows");
});

test("numbers of headings are those that the reader sees", () => {
  const level = (at: number, more: string) => `<text:outline-level-style text:level="${at}" ${more}/>`;
  const outline = [
    level(1, 'style:num-format="1" style:num-suffix="."'),
    level(2, 'style:num-format="a" text:display-levels="2"'),
    level(3, 'style:num-format=""'),
  ].join("");
  const h = (at: number, text: string, more = "") => `<text:h text:outline-level="${at}" ${more}>${text}</text:h>`;
  const body = [
    ...[h(1, "Lamps"), h(2, "Old"), h(3, "Oil"), h(2, "New"), h(1, "Annex", 'text:is-list-header="true"')],
    ...[h(1, "Tables"), h(2, "Oak")],
  ].join("");
  const data = makeZip([
    { name: "content.xml", data: bytes(`<x><office:body><office:text>${body}</office:text></office:body></x>`) },
    { name: "styles.xml", data: bytes(`<x><text:outline-style>${outline}</text:outline-style></x>`) },
  ]);
  const titles = readOpenText(data).flatMap(({ title }) => title ?? []);
  expect(titles).toEqual(["1. Lamps", "1.a Old", "Oil", "1.b New", "Annex", "2. Tables", "2.a Oak"]);
});

test("formulas, charts, signs and raised digits of a text, without hidden text", () => {
  const style = (name: string, properties: string) =>
    `<style:style style:name="${name}" style:family="text"><style:text-properties ${properties}/></style:style>`;
  const styles = [
    style("Up", 'style:text-position="super 58%"'),
    style("Down", 'style:text-position="-25% 58%"'),
    style("Hidden", 'text:display="none"'),
    style("Sign", 'style:font-name="Wingdings"'),
    '<style:style style:name="Based" style:family="text" style:parent-style-name="Up"/>',
  ].join("");
  const span = (name: string, text: string) => `<text:span text:style-name="${name}">${text}</text:span>`;
  const object = (path: string) => `<draw:frame><draw:object xlink:href="./${path}"/></draw:frame>`;
  const body = `<office:text>${p(
    `10${span("Up", "6")} 2${span("Based", "8")} 101${span("Down", "2")}${span("Hidden", "unseen")} ${span("Sign", "\uf0fc")} ${object("Object 1")}`,
  )}${p(object("Object 2"))}${p(object("Object 2"))}</office:text>`;
  const math =
    "<math:math><math:mfrac><math:mn>1</math:mn><math:mroot><math:mi>x</math:mi><math:mi>\u2751</math:mi></math:mroot></math:mfrac></math:math>";
  const rows = `<table:table><table:table-header-rows>${row(cell(""), cell("Sales"))}</table:table-header-rows>${row(cell("East"), cell("1.5"))}${row(cell("West"), cell("NaN", 'office:value="NaN"'))}</table:table>`;
  const chart = `<office:chart><chart:chart><chart:title>${p("By region")}</chart:title>${rows}</chart:chart></office:chart>`;
  const data = makeZip([
    { name: "content.xml", data: bytes(`<x>${styles}<office:body>${body}</office:body></x>`) },
    { name: "Object 1/content.xml", data: bytes(math) },
    { name: "Object 2/content.xml", data: bytes(`<x><office:body>${chart}</office:body></x>`) },
  ]);
  expect(readOpenText(data)[0]?.text).toBe(
    "10^6 2^8 101_2 ✓ 1/(√x)\n\nBy region\n\n| Sales\nEast | Sales: 1.5\nWest | Sales:",
  );
});

test("a page's pictures in words, the first row of its tables, and notes without the number of the page", () => {
  const table = `<draw:frame><table:table table:use-first-row-styles="true">${row(cell("Name"), cell("Units"))}${row(cell("Lamp"), cell("7"))}</table:table></draw:frame>`;
  const picture = "<draw:frame><draw:image/><svg:desc>A red lamp</svg:desc></draw:frame>";
  const box = (text: string, kind: string) =>
    `<draw:frame presentation:class="${kind}"><draw:text-box>${p(text)}</draw:text-box></draw:frame>`;
  const notes = `<presentation:notes>${box("said", "notes")}${box("&lt;number&gt;", "page-number")}</presentation:notes>`;
  const page = `<office:presentation><draw:page>${picture}${table}${notes}</draw:page></office:presentation>`;
  expect(readOpenSlides(file(page))[0]?.text).toBe("A red lamp\nName | Units\nName: Lamp | Units: 7\n\nNotes: said");
});

test("text boxes and titles of charts on a sheet, and all digits of a number that is shown as a power of ten", () => {
  const number = cell("1.23E+09", 'office:value-type="float" office:value="1234567890"');
  const shapes = `<table:shapes><draw:frame><draw:text-box>${p("a note")}</draw:text-box></draw:frame></table:shapes>`;
  const sheet = `<office:spreadsheet><table:table table:name="Sheet1">${shapes}${row(cell("id"), cell("n"))}${row(cell("a"), number)}</table:table></office:spreadsheet>`;
  expect(readOpenSheets(file(sheet)).map(({ text }) => text)).toEqual(["id: a\nn: 1234567890", "a note"]);
});
