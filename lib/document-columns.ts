/** Columns of tables as fields of documents: which columns, of what kind, and what a row gives. */
import * as z from "zod";
import { nameProblem } from "./documents/document-metadata.ts";
import { parseJson, stringifyJson } from "./values/exact-json.ts";
import { AnyNumber, type Json } from "./values/json.ts";
import { readTime } from "./values/read-time.ts";

/** The files whose rows have columns, by the ending of their name. */
export const columnFileEndings = ["csv", "tsv", "xlsx", "json", "jsonl", "ndjson"] as const;

export function hasColumns(name: string): boolean {
  const ending = name.includes(".") ? name.split(".").pop()?.toLowerCase() : undefined;
  return columnFileEndings.some((known) => known === ending);
}

export const columnLimits = { fields: 50, characters: 1000, documents: 1000 } as const;

const columnKinds = ["text", "number", "date", "yes-no"] as const;
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
});

export const DocumentColumns = z
  .strictObject({
    fields: z.array(Field).max(columnLimits.fields, `At most ${columnLimits.fields} columns can be fields.`),
    rows: z
      .enum(["chunks", "documents"])
      .default("chunks")
      .meta({
        description: `chunks: the file is one document, each row a chunk of it. documents: each row is a document, at most ${columnLimits.documents}.`,
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

/** A column of a file as it is shown before it is added. */
export const FoundColumn = z.object({
  column: z.string(),
  kind: ColumnKind.meta({ description: "A guess: the narrowest kind that all its values have. Codes stay texts." }),
  values: z.number().int().meta({ description: "How many rows have a value." }),
  distinct: z.boolean().meta({ description: "Whether each row has a value that no other has." }),
  misfits: z.record(z.enum(columnKinds), z.number().int()).meta({ description: "How many values are not of a kind." }),
});
export type FoundColumn = z.infer<typeof FoundColumn>;
export const FoundColumns = z.object({
  columns: z.array(FoundColumn),
  rows: z.number().int(),
  first: z.array(z.array(z.string())).meta({ description: "The first rows, a text for each column." }),
});
export type FoundColumns = z.infer<typeof FoundColumns>;

/** A row's cells by column, in order. Empty texts and null are no values. */
export type Cells = readonly (readonly [string, Json])[];
export type FieldValue = string | number | bigint | boolean | string[];

export function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** The value as a field of this kind; undefined when it is none, or is too long to be one. */
export function asKind(value: Json, kind: ColumnKind): FieldValue | undefined {
  return kinds[kind](value);
}

const kinds: Record<ColumnKind, (value: Json) => FieldValue | undefined> = {
  text: (value) => {
    const text = isTexts(value) ? value : textOf(value);
    const longest = Array.isArray(text) ? Math.max(0, ...text.map(({ length }) => length)) : text.length;
    return longest <= columnLimits.characters && (!Array.isArray(text) || text.length <= 50) ? text : undefined;
  },
  number: (value) => {
    if (AnyNumber.safeParse(value).success) return AnyNumber.parse(value);
    return typeof value === "string" ? exactNumber(value.trim()) : undefined;
  },
  date: (value) => (typeof value === "string" && readTime(value) !== undefined ? value.trim() : undefined),
  "yes-no": (value) => {
    if (typeof value === "boolean") return value;
    if (typeof value !== "string") return undefined;
    const word = value.trim().toLowerCase();
    if (word === "yes" || word === "true") return true;
    return word === "no" || word === "false" ? false : undefined;
  },
};

/** As JSON writes it, or with a plus or zeros before it; undefined where digits would be lost. */
function exactNumber(text: string): number | bigint | undefined {
  const found = /^([+-]?)0*(\d+)(\.\d+)?([eE][+-]?\d{1,3})?$/.exec(text);
  if (!found) return undefined;
  const [, sign = "", whole = "", decimals = "", power = ""] = found;
  const unsigned = `${whole}${decimals}${power}`;
  if (unsigned.length > 400) return undefined;
  if (decimals !== "" && `${whole}${decimals}`.replace(/[.]|0+$|^0\.0*/g, "").length > 15) return undefined;
  try {
    const number = parseJson(sign === "-" ? `-${unsigned}` : unsigned);
    return typeof number === "bigint" || (typeof number === "number" && Number.isFinite(number)) ? number : undefined;
  } catch {
    return undefined;
  }
}

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
  for (const { column, kind, field = column } of fields) {
    const value = byColumn.get(column);
    if (value === undefined || isEmpty(value)) continue;
    const typed = asKind(value, kind);
    if (typed === undefined) misfit ??= describeMisfit(column, kind, textOf(value));
    else given.push([field, typed]);
  }
  return { given: Object.fromEntries(given), ...(misfit === undefined ? {} : { misfit }) };
}

const wanted: Record<ColumnKind, string> = {
  text: `a text of at most ${columnLimits.characters} characters`,
  number: "a number that can be kept with all its digits",
  date: "a date such as 2027-01-31",
  "yes-no": "yes or no",
};

function describeMisfit(column: string, kind: ColumnKind, value: string): string {
  const shown = value.length > 60 ? `${value.slice(0, 59).toWellFormed()}…` : value;
  return `“${shown}” in the column “${column}” is not ${wanted[kind]}`;
}

/** Numbers with zeros before them are codes. */
const code = /^[+-]?0\d/;

/** The narrowest kind that all values have: yes/no, number, date, and text else. */
export function describeColumns(rows: readonly Cells[]): FoundColumns {
  const values = new Map<string, Json[]>();
  for (const cells of rows)
    for (const [column, value] of cells) {
      const known = values.get(column) ?? [];
      if (!isEmpty(value)) known.push(value);
      values.set(column, known);
    }
  const columns = [...values].map(([column, all]): FoundColumn => {
    const misfitsOf = (kind: ColumnKind) => all.filter((value) => asKind(value, kind) === undefined).length;
    const misfits = {
      ...{
        text: misfitsOf("text"),
        number: misfitsOf("number"),
        date: misfitsOf("date"),
        "yes-no": misfitsOf("yes-no"),
      },
    };
    const isCode = all.some((value) => typeof value === "string" && code.test(value.trim()));
    const fits = (kind: ColumnKind) => all.length > 0 && misfits[kind] === 0 && !(kind === "number" && isCode);
    const kind = (["yes-no", "number", "date"] as const).find(fits) ?? "text";
    const distinct = all.length === rows.length && new Set(all.map(textOf)).size === all.length;
    return { column, kind, values: all.length, distinct, misfits };
  });
  const first = rows.slice(0, 5).map((cells) => {
    const byColumn = new Map(cells);
    return columns.map(({ column }) => shortText(byColumn.get(column)));
  });
  return { columns, rows: rows.length, first };
}

function shortText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  const text = textOf(value);
  return text.length > 200 ? `${text.slice(0, 199).toWellFormed()}…` : text;
}
