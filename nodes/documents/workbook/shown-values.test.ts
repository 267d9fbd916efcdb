/** What Excel shows in a cell beside its digits, and what people write beside cells. */
import { expect, test } from "vitest";
import { makeZip } from "../../../tests/collections/make-files.ts";
import { makeWorkbook, type WrittenCell } from "../../../tests/collections/make-workbook.ts";
import { valuesIn } from "./cell-details.ts";
import { readNumberFormat } from "./number-format.ts";
import { readWorkbook, workbookRows } from "./workbook.ts";

const rowsOf = async (rows: (WrittenCell[] | undefined)[], merged: string[] = []) => {
  const list = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join("");
  const after = merged.length === 0 ? "" : `<mergeCells count="${merged.length}">${list}</mergeCells>`;
  return (await readWorkbook(makeWorkbook([{ name: "Sheet1", rows, after }]))).map(({ text }) => text);
};

test.each([
  ["0%", "0.255", "25.5%"],
  ['#,##0.00\\ "€"', "1234.5", "1234.5 €"],
  ["[$$-409]#,##0.00", "-1234.5", "-$1234.5"],
  ['_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-', "-12", "-12 €"],
  ['0.0" kg"', "12", "12 kg"],
  ['General" kg"', "12", "12 kg"],
  ['0.0,,"M"', "2500000", "2.5M"],
  ["00000", "1067", "01067"],
  ["000-00-0000", "12345678", "012-34-5678"],
  ["[h]:mm:ss", "1.5", "36:00:00"],
  ['0"%"', "50", "50%"],
  ["[Red]0.00", "5", undefined],
  ["#,##0.00", "1234.5", undefined],
  ["yyyy-mm-dd", "45000", undefined],
  ["0.00E+00", "45000", undefined],
  ["General", "1", undefined],
])("the format %s shows %s as %s", (format, number, shown) => {
  expect(readNumberFormat(164, format)?.(number)?.text).toBe(shown);
});

test("a percentage is shown as one, and stays a number for fields and batches", async () => {
  const file = makeWorkbook([
    {
      name: "Sheet1",
      rows: [
        ["Item", "Share"],
        ["A", { v: "0.255", s: 3 }],
      ],
    },
  ]);
  const [section] = await readWorkbook(file);
  expect(section?.text).toBe("Item: A\nShare: 25.5%");
  expect(section?.cells).toEqual([
    ["Item", "A"],
    ["Share", "0.255"],
  ]);
  expect([...(await workbookRows(file, undefined)).rows]).toEqual([{ line: 2, cells: ["A", "0.255"] }]);
});

test("a formula that was never computed is itself, and one that gives an empty text is nothing", async () => {
  const rows: WrittenCell[][] = [
    ["A", "Sum", "Note"],
    ["x", { v: "", f: 'SUM(B3:B4)&"<"' }, { v: "", t: "str", f: '""' }],
  ];
  expect(await rowsOf(rows)).toEqual(["A | Sum | Note", 'A: x\nSum: =SUM(B3:B4)&"<"']);
});

test("a formula that was filled down and never computed is no empty cell", async () => {
  const master = '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f></c>';
  const cells = [
    `<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>`,
    `<row r="2"><c r="A2"><v>3</v></c>${master}</row>`,
    `<row r="3"><c r="A3"><v>4</v></c><c r="B3"><f t="shared" si="0"/></c></row>`,
  ];
  const found = valuesIn(Buffer.from(`<sheetData>${cells.join("")}</sheetData>`));
  expect(found.map(({ row, column, text }) => [row, column, text])).toEqual([
    [1, 1, "=A2*2"],
    [2, 1, "(not computed)"],
  ]);
});

test("a time of no day is a time", async () => {
  const rows: WrittenCell[][] = [["Start"], [{ v: "0.5", s: 2 }], [{ v: "0.2534837963", s: 2 }]];
  expect(await rowsOf(rows)).toEqual(["Start: 12:00", "Start: 06:05:01"]);
});

test("a cell over several rows is in each of them, and a header of two rows names its columns by both", async () => {
  const rows: WrittenCell[][] = [
    ["Region", "2026", undefined],
    [undefined, "Q1", "Q2"],
    ["EU", { v: "1" }, { v: "2" }],
    [undefined, { v: "3" }, { v: "4" }],
  ];
  expect(await rowsOf(rows, ["B1:C1", "A1:A2", "A3:A4"])).toEqual([
    "Region: EU\n2026 Q1: 1\n2026 Q2: 2",
    "Region: EU\n2026 Q1: 3\n2026 Q2: 4",
  ]);
});

test("a second table below the first has its own names", async () => {
  const rows: (WrittenCell[] | undefined)[] = [
    ["Product", "Price"],
    ["Pen", { v: "2" }],
    undefined,
    ["Towns"],
    ["City", "People"],
    ["Bonn", { v: "330" }],
  ];
  expect(await rowsOf(rows)).toEqual(["Product: Pen\nPrice: 2", "Towns", "City: Bonn\nPeople: 330"]);
});

test("comments are with their rows, and texts in shapes and charts behind them", async () => {
  const bytes = (text: string) => Buffer.from(text);
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const relations = (...all: string[]) => bytes(`<Relationships>${all.join("")}</Relationships>`);
  const cell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = (number: number, ...texts: string[]) =>
    `<row r="${number}">${texts.map((text, column) => cell(`${"AB"[column]}${number}`, text)).join("")}</row>`;
  const comment = (place: string, text: string) =>
    `<comment ref="${place}"><text><r><t>${text}</t></r></text></comment>`;
  const paragraph = (text: string) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
  const file = makeZip([
    {
      name: "xl/workbook.xml",
      data: bytes('<workbook><sheets><sheet name="Sheet1" sheetId="1" r:id="s1"/></sheets></workbook>'),
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      data: relations(relation("s1", "worksheet", "worksheets/sheet1.xml"), relation("y", "styles", "styles.xml")),
    },
    { name: "xl/styles.xml", data: bytes("<styleSheet><cellXfs><xf/></cellXfs></styleSheet>") },
    {
      name: "xl/worksheets/sheet1.xml",
      data: bytes(`<worksheet><sheetData>${row(1, "Name", "City")}${row(2, "Anna", "Bonn")}</sheetData></worksheet>`),
    },
    {
      name: "xl/worksheets/_rels/sheet1.xml.rels",
      data: relations(
        relation("c", "comments", "../comments1.xml"),
        relation("d", "drawing", "../drawings/drawing1.xml"),
      ),
    },
    {
      name: "xl/comments1.xml",
      data: bytes(`<comments>${comment("B2", "Ask her")}${comment("A1", "Given name")}</comments>`),
    },
    {
      name: "xl/drawings/drawing1.xml",
      data: bytes(`<xdr:wsDr><xdr:txBody>${paragraph("In a box")}</xdr:txBody></xdr:wsDr>`),
    },
    { name: "xl/drawings/_rels/drawing1.xml.rels", data: relations(relation("h", "chart", "../charts/chart1.xml")) },
    {
      name: "xl/charts/chart1.xml",
      data: bytes(`<c:chart><c:title>${paragraph("People by year")}</c:title></c:chart>`),
    },
  ]);
  expect((await readWorkbook(file)).map(({ text }) => text)).toEqual([
    "Name: Anna\nCity: Bonn\nComment: Ask her",
    "Comment on A1: Given name",
    "In a box\nPeople by year",
  ]);
});
