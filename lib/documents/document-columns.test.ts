import { describe, expect, test } from "vitest";
import { asKind, DocumentColumns, fieldsOfRow } from "./document-columns.ts";

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
  ])("%s", (value, number) => expect(asKind(value, { kind: "number" })).toBe(number));
});

test("a column is read as it is said to be written, and a value that is not written so is a misfit", () => {
  const columns = DocumentColumns.parse({
    fields: [
      { column: "Preis", kind: "number", numberFormat: "decimal-comma", unit: "€", field: "price" },
      { column: "Datum", kind: "date", dateFormat: "day.month.year", field: "date" },
    ],
  });
  const read = (price: string, date: string) =>
    fieldsOfRow(columns, [
      ["Preis", price],
      ["Datum", date],
    ]);
  expect(read("1.234,56 €", "7.1.2027")).toEqual({ given: { price: 1234.56, date: "2027-01-07" } });
  expect(read("1.234,56", "07.01.2027").misfit).toBe(
    "“1.234,56” in the column “Preis” is not a number such as 1.234,5 with “€” beside it",
  );
  expect(read("12,5 €", "31.02.2027").misfit).toBe(
    "“31.02.2027” in the column “Datum” is not a date such as 31.01.2027",
  );
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

test("a list is a field's value up to 50 texts, and none beyond, however many they are", () => {
  const list = (length: number) =>
    asKind(
      Array.from({ length }, () => "x"),
      { kind: "text" },
    );
  expect(list(50)).toHaveLength(50);
  expect(list(51)).toBeUndefined();
  expect(list(150_000)).toBeUndefined();
  expect(asKind(["x".repeat(1001)], { kind: "text" })).toBeUndefined();
});
