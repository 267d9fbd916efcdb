import { describe, expect, test } from "vitest";
import { asKind, DocumentColumns, describeColumns } from "./document-columns.ts";

describe("numbers", () => {
  test.each([
    ["12", 12],
    ["-3.50", -3.5],
    ["+7", 7],
    ["1e3", 1000],
    ["9007199254740993", 9007199254740993n],
    ["-12345678901234567890", -12345678901234567890n],
    [9007199254740993n, 9007199254740993n],
    ["0.1", 0.1],
    ["0.12345678901234567", undefined],
    ["1,5", undefined],
    ["n/a", undefined],
    ["Infinity", undefined],
    ["1e999", undefined],
    [true, undefined],
  ])("%s", (value, number) => expect(asKind(value, "number")).toBe(number));
});

test("kinds are guessed from all values, codes stay texts, and misfits are counted", () => {
  const rows = [
    ["007", "1", "2027-01-31", "yes", "1", ""],
    ["08", "2.5", "2027-01-31T09:00Z", "NO", "n/a", ""],
  ].map((cells) => cells.map((cell, at) => ["code number date flag mixed none".split(" ")[at] ?? "", cell] as const));
  const { columns, first } = describeColumns(rows);
  expect(columns.map(({ column, kind }) => `${column}: ${kind}`)).toEqual([
    ...["code: text", "number: number", "date: date", "flag: yes-no", "mixed: text", "none: text"],
  ]);
  expect(columns[4]).toMatchObject({ values: 2, distinct: true, misfits: { number: 1, date: 2, text: 0 } });
  expect(columns[5]).toMatchObject({ values: 0, distinct: false });
  expect(first[0]).toEqual(rows[0]?.map(([, cell]) => cell));
});

test("names of fields are checked as those of documents, and each comes once", () => {
  const problems = (fields: unknown) =>
    DocumentColumns.safeParse({ fields }).error?.issues.map(({ message }) => message);
  expect(problems([{ column: "page", kind: "number" }])).toEqual([
    "Patchbay sets “page” by itself. Choose another name for the field.",
  ]);
  expect(problems([{ column: "__proto__", kind: "number" }])).toEqual([
    "The name of a field has 1 to 100 characters, without backticks and braces.",
  ]);
  expect(problems([{ column: "page", kind: "number", field: "pages" }])).toBeUndefined();
  expect(
    problems([
      { column: "a", kind: "text" },
      { column: "b", kind: "text", field: "a" },
    ]),
  ).toEqual(["Two columns give the field “a”. Name one otherwise."]);
});
