/** Columns of tables as fields of documents: which columns, of what kind, and what a row gives. */
import * as z from "zod";
import { stringifyJson } from "../values/exact-json.ts";
import { AnyNumber, type Json } from "../values/json.ts";
import { dateExamples, dateFormats, readWrittenDate } from "../values/written/written-date.ts";
import { numberExamples, numberFormats, readWrittenNumber } from "../values/written/written-number.ts";
import { nameProblem } from "./document-metadata.ts";

/** The files whose rows have columns, by the ending of their name. */
export const columnFileEndings = ["csv", "tsv", "xlsx", "xlsm", "ods", "json", "jsonl", "ndjson"] as const;

export function hasColumns(name: string): boolean {
  const ending = name.includes(".") ? name.split(".").pop()?.toLowerCase() : undefined;
  return columnFileEndings.some((known) => known === ending);
}

export const columnLimits = { fields: 50, characters: 1000, documents: 1000 } as const;

export const columnKinds = ["text", "number", "date", "yes-no"] as const;
export const ColumnKind = z.enum(columnKinds).meta({
  description:
    "text (as it is written, with leading zeros); number (whole numbers keep all their digits); date (2027-01-31, or with a time); yes-no (yes, no, true or false)",
});
export type ColumnKind = z.infer<typeof ColumnKind>;

const ColumnName = z.string().min(1, "Name a column.").max(1000);
const Field = z.strictObject({
  column: ColumnName.meta({ description: "As its heading says; of JSON the path, such as address.city." }),
  kind: ColumnKind,
  field: z.string().max(100).exactOptional().meta({ description: "The name of the field. Without it, the column's." }),
  numberFormat: z.enum(numberFormats).exactOptional().meta({
    description:
      "How its numbers are written. plain: 1234.5, the default; decimal-point: 1,234.5; decimal-comma: 1.234,5 or 1 234,5.",
  }),
  unit: z.string().min(1).max(10).exactOptional().meta({
    description:
      "What stands beside each of its numbers, a currency or %. The number is kept as it is written: 12,5 % is 12.5.",
  }),
  dateFormat: z.enum(dateFormats).exactOptional().meta({
    description:
      "How its dates are written. iso: 2027-01-31, the default; day.month.year: 31.01.2027; day/month/year and month/day/year: with / or -.",
  }),
});
/** How a column's values are read. */
export type Reading = Pick<z.infer<typeof Field>, "kind" | "numberFormat" | "unit" | "dateFormat">;

export const DocumentColumns = z
  .strictObject({
    fields: z.array(Field).max(columnLimits.fields, `At most ${columnLimits.fields} columns can be fields.`),
    rows: z
      .enum(["chunks", "documents"])
      .default("chunks")
      .meta({
        description: `chunks: the file is one document, each row a chunk of it. documents: each row is a document, at most ${columnLimits.documents.toLocaleString("en")}.`,
      }),
    name: ColumnName.exactOptional().meta({
      description: "For rows as documents: the column by whose values they are named. Without it, their number.",
    }),
    misfits: z.enum(["refuse", "leave-out"]).default("refuse").meta({
      description: "When a value is not of its column's kind: the file is refused, or that row lacks the field.",
    }),
  })
  .superRefine(({ fields }, context) => {
    const names = fields.map(({ column, field }) => field ?? column);
    for (const [index, name] of names.entries()) {
      const path = ["fields", index, "field"];
      const problem = nameProblem(name);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem, path });
      else if (names.indexOf(name) < index)
        context.addIssue({
          code: "custom",
          message: `Two columns give the field “${name}”. Name one otherwise.`,
          path,
        });
    }
  })
  .meta({ description: "Columns of a table that become fields, by which searches are filtered." });
export type DocumentColumns = z.infer<typeof DocumentColumns>;

/** A row's cells by column, in order. Empty texts and null are no values. */
export type Cells = readonly (readonly [string, Json])[];
export type FieldValue = string | number | bigint | boolean | string[];

export function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** The value as a field of this kind; undefined when it is none, is not written so, or is too long to be one. */
export function asKind(value: Json, reading: Reading): FieldValue | undefined {
  return kinds[reading.kind](value, reading);
}

const kinds: Record<ColumnKind, (value: Json, reading: Reading) => FieldValue | undefined> = {
  text: (value) => {
    const text = isTexts(value) ? value : textOf(value);
    const texts = Array.isArray(text) ? text : [text];
    return texts.length <= 50 && texts.every(({ length }) => length <= columnLimits.characters) ? text : undefined;
  },
  number: (value, { numberFormat: format = "plain", unit }) => {
    if (AnyNumber.safeParse(value).success) return AnyNumber.parse(value);
    return typeof value === "string" ? readWrittenNumber(value, { format, unit }) : undefined;
  },
  date: (value, { dateFormat = "iso" }) => (typeof value === "string" ? readWrittenDate(value, dateFormat) : undefined),
  "yes-no": (value) => {
    if (typeof value === "boolean") return value;
    if (typeof value !== "string") return undefined;
    const word = value.trim().toLowerCase();
    if (word === "yes" || word === "true") return true;
    return word === "no" || word === "false" ? false : undefined;
  },
};

/** What a person reads in a cell. */
export function textOf(value: Json): string {
  if (typeof value === "string") return value;
  return typeof value === "object" ? stringifyJson(value) : String(value);
}

function isTexts(value: Json): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

export type RowFields = { [field: string]: Json };
/** The fields that a row gives, and what is wrong with the first value that is not of its kind. */
export function fieldsOfRow({ fields }: DocumentColumns, cells: Cells): { given: RowFields; misfit?: string } {
  const byColumn = new Map(cells);
  const given: [string, Json][] = [];
  let misfit: string | undefined;
  for (const { column, field = column, ...reading } of fields) {
    const value = byColumn.get(column);
    if (value === undefined || isEmpty(value)) continue;
    const typed = asKind(value, reading);
    if (typed === undefined) misfit ??= describeMisfit(column, reading, textOf(value));
    else given.push([field, typed]);
  }
  return { given: Object.fromEntries(given), ...(misfit === undefined ? {} : { misfit }) };
}

function wantedBy({ kind, numberFormat = "plain", unit, dateFormat = "iso" }: Reading): string {
  if (kind === "text") return `a text of at most ${columnLimits.characters.toLocaleString("en")} characters`;
  if (kind === "yes-no") return "yes or no";
  if (kind === "date") return `a date such as ${dateExamples[dateFormat]}`;
  if (numberFormat === "plain" && unit === undefined) return "a number that can be kept with all its digits";
  const beside = unit === undefined ? "" : ` with “${unit}” beside it`;
  return `a number such as ${numberExamples[numberFormat]}${beside}`;
}

function describeMisfit(column: string, reading: Reading, value: string): string {
  const shown = value.length > 60 ? `${value.slice(0, 59).toWellFormed()}…` : value;
  return `“${shown}” in the column “${column}” is not ${wantedBy(reading)}`;
}
