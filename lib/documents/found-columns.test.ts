import { describe, expect, test } from "vitest";
import { describeColumns } from "./found-columns.ts";

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

const guessOf = (values: readonly (string | number | boolean)[], origin = {}) => {
  const [column] = describeColumns(
    values.map((value) => [["a", value]] as const),
    origin,
  ).columns;
  const { kind, numberFormat, dateFormat, unit, unclear } = column ?? {};
  return { kind, format: numberFormat ?? dateFormat, unit, unclear };
};

describe("numbers are read as one value shows beyond doubt that they are written", () => {
  test.each([
    [["1.234,56", "12"], "decimal-comma"],
    [["1.234", "12,5"], "decimal-comma"],
    [["1.234.567", "2.000"], "decimal-comma"],
    [["1 234,5"], "decimal-comma"],
    [["1\u202f234,567"], "decimal-comma"],
    [["0,125", "1,250"], "decimal-comma"],
    [["1234,567"], "decimal-comma"],
    [["−12,5", "+3,25"], "decimal-comma"],
    [["1'234,50"], "decimal-comma"],
    [["1,234.56", "12"], "decimal-point"],
    [["1,234,567"], "decimal-point"],
    [["1,234", "2.5"], "decimal-point"],
    [["1’234.50"], "decimal-point"],
    // As JSON writes it, which needs no other format.
    [["12", "2.5"], undefined],
    [["0.125", "1.250"], undefined],
    [["1.234", "1500.000"], undefined],
    [["1e3", "12"], undefined],
    [[1.234, "12"], undefined],
  ])("%j", (values, format) => expect(guessOf(values)).toMatchObject({ kind: "number", format }));
});

describe("what can be two numbers, or is written in two ways, stays a text and is told why", () => {
  test.each([
    [["1,234", "12"], "“1,234” can be 1.234 or 1234, and no other value tells which."],
    [["1.234"], "“1.234” can be 1234 or 1.234, and no other value tells which."],
    [["12", "1,234 €"].map((value) => (value.endsWith("€") ? value : `${value} €`)), /^“1,234 €” can be/],
    [["1.234,5", "1,234.5"], "“1.234,5” and “1,234.5” are not written in the same way."],
    [["07/01/2027", "03/04/2027"], "“07/01/2027” can be 2027-01-07 or 2027-07-01, and no other value tells which."],
  ])("%j", (values, unclear) => {
    expect(guessOf(values)).toMatchObject({
      kind: "text",
      unclear: typeof unclear === "string" ? unclear : expect.stringMatching(unclear),
    });
  });

  test.each([
    [["007,5", "12,5"]],
    [["12 345", "67 890"]],
    [["12,5", "n/a"]],
    [["12,5 €", "12,5 $"]],
    [["12,5 €", "12,5"]],
    [["12,5", true]],
    [["12,5,3"]],
    [["1.23.456"]],
    [["12,34.5"]],
    [["0,12345678901234567"]],
    [["07.01.27"]],
    [["31.02.2027"]],
    [["01.02.2027", "2027-02-01"]],
    [["31/12/2027", "12/31/2027"]],
  ])("%j is a text without a word", (values) =>
    expect(guessOf(values)).toMatchObject({ kind: "text", format: undefined, unclear: undefined }),
  );
});

test("numbers of a workbook are written with a point by what reads it", () => {
  expect(guessOf(["1.234"], { isWorkbook: true })).toMatchObject({ kind: "number", format: undefined });
  expect(guessOf(["1.234,5"], { isWorkbook: true })).toMatchObject({ kind: "number", format: "decimal-comma" });
});

test.each([
  [["1.234,56 €", "-3 €"], "€", "decimal-comma"],
  [["€ 12,50", "€ -0,99"], "€", "decimal-comma"],
  [["-€12.50"], "€", "decimal-point"],
  [["12,5 %", "100 %"], "%", "decimal-comma"],
  [["CHF 1'234.50"], "CHF", "decimal-point"],
  [["12 EUR", "13 EUR"], "EUR", "decimal-point"],
])("what all numbers have beside them is kept apart: %j", (values, unit, format) =>
  expect(guessOf(values)).toMatchObject({ kind: "number", unit, format }),
);

test.each([
  [["07.01.2027", "1.2.2027"], "day.month.year"],
  [["07.01.2027 09:30", "31. 1. 2027"], "day.month.year"],
  [["07/01/2027", "31/01/2027"], "day/month/year"],
  [["31-01-2027"], "day/month/year"],
  [["01/31/2027", "02/03/2027"], "month/day/year"],
  [["2027-01-31"], undefined],
])("dates are read as they are written: %j", (values, format) =>
  expect(guessOf(values)).toMatchObject({ kind: "date", format }),
);

test("it is counted how many values are not written so", () => {
  const [column] = describeColumns(["1.234,5 €", "12 €", "n/a"].map((value) => [["a", value]] as const)).columns;
  expect(column).toMatchObject({ kind: "text", formatMisfits: { "decimal-comma": 3 } });
  const [whole] = describeColumns(["1.234,5 €", "12 €"].map((value) => [["a", value]] as const)).columns;
  expect(whole).toMatchObject({ unit: "€", misfits: { number: 2 }, formatMisfits: { "decimal-comma": 0, plain: 1 } });
});
