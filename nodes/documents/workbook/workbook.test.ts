/** Workbooks: what stands in their cells, as rows of a batch and as sections of a document. */
import { expect, test } from "vitest";
import { makeZip } from "../../../tests/collections/make-files.ts";
import { makeWorkbook, type WrittenCell } from "../../../tests/collections/make-workbook.ts";
import { readRows } from "../rows/read-rows.ts";
import { withoutCells } from "../section.ts";
import { filesIn } from "../unzip.ts";
import { readWorkbook, workbookRows } from "./workbook.ts";

const rowsOf = async (rows: (WrittenCell[] | undefined)[], after?: string) => {
  const file = await workbookRows(
    makeWorkbook([{ name: "Sheet1", rows, ...(after === undefined ? {} : { after }) }]),
    undefined,
  );
  const cells = [...file.rows].map(({ line, cells: found }) => [line, ...(found ?? [])]);
  return { columns: file.columns(), cells };
};

test("dates, times, formulas, truth and numbers are what a reader of the sheet sees", async () => {
  const { columns, cells } = await rowsOf([
    ["Id", "Day", "Moment", "Sum", "Paid", "Share", "Text"],
    [
      { v: "12345678901234567890" },
      { v: "45000", s: 1 },
      { v: "45000.75", s: 2 },
      { v: "0.30000000000000004", f: "0.1+0.2" },
      { v: "1", t: "b" },
      { v: "0.5", s: 3 },
      { v: "a & b", t: "str", f: 'A1&" & b"' },
    ],
  ]);
  expect(columns).toEqual(["Id", "Day", "Moment", "Sum", "Paid", "Share", "Text"]);
  expect(cells).toEqual([
    [2, "12345678901234567890", "2023-03-15", "2023-03-15T18:00:00", "0.3", true, "0.5", "a & b"],
  ]);
});

test("times and dates of a workbook whose calendar begins with 1904 are what its readers see", async () => {
  const rows = [["Moment"], [{ v: "0.270833333333333", s: 2 }], [{ v: "44591.75", s: 2 }], [{ v: "44591", s: 1 }]];
  const read = async (about: string) => {
    const file = await workbookRows(makeWorkbook([{ name: "Sheet1", rows }], about), undefined);
    return [...file.rows].map(({ cells }) => cells?.[0]);
  };
  expect(await read('<workbookPr date1904="1"/>')).toEqual(["06:30", "2026-01-31T18:00:00", "2026-01-31"]);
  expect(await read("<workbookPr/>")).toEqual(["06:30", "2022-01-30T18:00:00", "2022-01-30"]);
});

test("rows keep their numbers over empty ones, empty and merged cells are empty, errors are text, and titles are passed over", async () => {
  const { columns, cells } = await rowsOf(
    [
      ["Report of March"],
      undefined,
      ["Name", "City", "Name"],
      ["Ada", undefined, "Countess"],
      [],
      [undefined, "Paris", { v: "#N/A", t: "e" }],
      [{ v: "#DIV/0!", t: "e", f: "1/0" }],
    ],
    '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
  );
  expect(columns).toEqual(["Name", "City", "Name (2)"]);
  expect(cells).toEqual([
    [4, "Ada", null, "Countess"],
    [6, null, "Paris", "#N/A"],
    [7, "#DIV/0!", null, null],
  ]);
});

test("the first sheet with rows is read, or the one that is named", async () => {
  const workbook = makeWorkbook([
    { name: "Cover", rows: [["Only a title"]] },
    { name: "People", rows: [["Name"], ["Ada"]] },
    { name: "Places", rows: [["City"], ["Paris"], ["Rome"]] },
  ]);
  const { signal } = new AbortController();
  const first = await readRows({ name: "a.xlsx", data: workbook }, signal);
  expect([first.columns, first.rows, first.sheets]).toEqual([["Name"], 1, ["Cover", "People", "Places"]]);
  expect((await readRows({ name: "a.xlsx", data: workbook, sheet: "Places" }, signal)).rows).toBe(2);
  await expect(readRows({ name: "a.xlsx", data: workbook, sheet: "Sums" }, signal)).rejects.toThrow(
    "“a.xlsx” cannot be read: it has no sheet “Sums”; it has Cover, People, Places.",
  );
});

test("a row has its cells by their columns, as texts and yes or no", async () => {
  const rows = [
    ["Id", "Paid", "Id"],
    [{ v: "9007199254740993" }, { v: "1", t: "b" }, "007"],
  ] satisfies WrittenCell[][];
  const sections = await readWorkbook(makeWorkbook([{ name: "Sheet1", rows }]));
  expect(sections.at(-1)?.cells).toEqual([
    ["Id", "9007199254740993"],
    ["Paid", true],
    ["Id (2)", "007"],
  ]);
});

test("a row of a document says its sheet and its headings", async () => {
  const sections = await readWorkbook(
    makeWorkbook([
      {
        name: "Prices",
        rows: [
          ["Product", "Price"],
          ["Lamp", { v: "12.5" }],
        ],
      },
      { name: "Sheet2", rows: [["City"], ["Paris"]] },
    ]),
  );
  expect(withoutCells(sections)).toEqual([
    { title: "Prices", text: "", metadata: { heading: "Prices" } },
    { text: "Product: Lamp\nPrice: 12.5", metadata: { heading: "Prices", row: 2 } },
    { text: "City: Paris", metadata: { row: 2 } },
  ]);
});

test("what is no workbook, or unpacks to too much, is refused with what to do", async () => {
  const { signal } = new AbortController();
  const read = (data: Uint8Array) => readRows({ name: "a.xlsx", data }, signal);
  await expect(read(Buffer.from("Name,City\nAda,Paris"))).rejects.toThrow("it is not an Excel workbook (.xlsx)");
  await expect(
    read(new Uint8Array(makeZip([{ name: "word/document.xml", data: Buffer.from("<w/>") }]))),
  ).rejects.toThrow("“a.xlsx” cannot be read");
  const bomb = Buffer.from(makeZip([{ name: "xl/worksheets/sheet1.xml", data: Buffer.alloc(1000) }]));
  // The table of contents says four gigabytes.
  const entry = bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bomb.writeUInt32LE(0xf0000000, entry + 24);
  await expect(read(bomb)).rejects.toThrow("it unpacks to more than 400 MB; split it, or save it as CSV");
});

test("sheets that are hidden are read when they are named, and no other has rows", async () => {
  const lists = { name: "Lists", rows: [["Code"], ["x"]], state: "veryHidden" };
  const people = { name: "People", rows: [["Name"], ["Ada"]] };
  const { signal } = new AbortController();
  const read = async (data: Uint8Array, sheet?: string) =>
    (await readRows({ name: "a.xlsx", data, sheet }, signal)).sheet;
  expect(await read(makeWorkbook([lists, people]))).toBe("People");
  expect(await read(makeWorkbook([lists, people]), "Lists")).toBe("Lists");
  expect(
    await read(
      makeWorkbook([
        { ...lists, state: "hidden" },
        { ...people, rows: [] },
      ]),
    ),
  ).toBe("Lists");
});

test("a workbook with a password and one of the former Excel are refused with what to do", async () => {
  const { signal } = new AbortController();
  const refused = async (more: string) => {
    const data = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Buffer.from(more, "utf16le")]);
    return await readRows({ name: "a.xlsx", data }, signal).then(String, ({ message }: Error) => message);
  };
  expect(await refused("EncryptedPackage")).toBe("“a.xlsx” cannot be read: it has a password; save it without one.");
  expect(await refused("Workbook")).toMatch(/it is not an Excel workbook \(\.xlsx\)/);
});

test("cells that do not say where they stand are behind the one before them, as in Excel", async () => {
  const wide = Array.from({ length: 28 }, (_, index) => `c${index}`);
  const rows = [wide, ["a", { v: "45000", s: 1 }, ...wide.slice(2)], ["b", undefined, "third"]];
  const written = makeWorkbook([{ name: "Data", rows }]);
  const unplaced = filesIn(written, 1_000_000, "a workbook").map(({ name, data }) => {
    const isSheet = name.includes("worksheets/");
    const text = Buffer.from(data).toString();
    // The third row keeps the places that its gap needs.
    return { name, data: isSheet ? Buffer.from(text.replace(/(<row|<c) r="[A-Z]*[12]"/g, "$1")) : Buffer.from(data) };
  });
  const read = (data: Uint8Array) => readWorkbook(data).then(withoutCells);
  expect(await read(makeZip(unplaced))).toEqual(await read(written));
  expect((await read(makeZip(unplaced)))[2]?.text).toBe("c0: b\nc2: third");
});
