import { expect, test } from "vitest";
import type { DocumentColumns } from "../../../lib/documents/document-columns.ts";
import { describeColumns, type FoundColumn, type FoundColumns } from "../../../lib/documents/found-columns.ts";
import { chosenOf, draftOf, exampleOf, misfitsOf, missingOf } from "./column-draft.ts";

const column = (name: string, kind: FoundColumn["kind"] = "number"): FoundColumn => ({
  ...{ column: name, kind, values: 2, distinct: false },
  misfits: { text: 0, number: 0, date: 0, "yes-no": 0 },
  formatMisfits: {
    ...{ plain: 0, "decimal-point": 0, "decimal-comma": 0 },
    ...{ iso: 0, "day.month.year": 0, "day/month/year": 0, "month/day/year": 0 },
  },
});
const found = (columns: FoundColumn[], rows = 2): FoundColumns => ({ columns, rows, first: [] });
const fieldsOf = (table: FoundColumns) =>
  chosenOf(draftOf(table, undefined), table).columns?.fields.map((field) => field.column);

test("what is guessed can be added as it is, whatever the columns are called and however many there are", () => {
  const names = ["page", "row", "__proto__", " a", "x".repeat(101), "a`b", "price"];
  expect(fieldsOf(found([...names.map((name) => column(name)), column("note", "text")]))).toEqual(["price"]);
  const many = Array.from({ length: 60 }, (_, index) => column(`c${index}`));
  expect(fieldsOf(found([column("page"), ...many]))).toEqual(many.slice(0, 50).map((each) => each.column));
});

test("more rows than can be documents are told before the file is sent", () => {
  const table = found([column("price")], 1001);
  const draft = draftOf(table, undefined);
  expect(chosenOf({ ...draft, rows: "documents" }, table).problem).toContain("1,001 rows");
  expect(chosenOf(draft, table).problem).toBeUndefined();
});

test("columns that were fields and are gone are told", () => {
  const fields: DocumentColumns["fields"] = ["price", "since"].map((name) => ({ column: name, kind: "text" }));
  const earlier: DocumentColumns = { fields, rows: "chunks", misfits: "refuse" };
  expect(missingOf(found([column("price")]), earlier)).toEqual(["since"]);
  expect(draftOf(found([column("price")]), earlier).columns).toMatchObject([{ kind: "text", isField: true }]);
});

test("how a column is written is chosen as it is guessed, and shown by an example", () => {
  const table = describeColumns([["1.234,56 €"], ["3 €"]].map(([value = ""]) => [["price", value]] as const));
  const [draft] = draftOf(table, undefined).columns;
  expect(chosenOf(draftOf(table, undefined), table).columns?.fields).toEqual([
    { column: "price", kind: "number", numberFormat: "decimal-comma", unit: "€" },
  ]);
  const values = table.first.map(([value = ""]) => value);
  expect(draft && exampleOf(values, draft)).toEqual({ written: "1.234,56 €", read: "1234.56" });
  const [price] = table.columns;
  expect(misfitsOf(price, { kind: "number", numberFormat: "decimal-point", unit: "€" })).toBe(1);
  expect(misfitsOf(price, { kind: "number", numberFormat: "decimal-comma", unit: "€" })).toBe(0);
});
