/** The columns of a table as they are shown before it is added, each with a guess of its kind and of how it is written. */
import * as z from "zod";
import type { Json } from "../values/json.ts";
import { type DateFormat, dateFormats, readWrittenDate } from "../values/written/written-date.ts";
import {
  type MarkSaid,
  markOf,
  numberFormats,
  readWrittenNumber,
  withoutUnit,
} from "../values/written/written-number.ts";
import { asKind, type Cells, ColumnKind, columnKinds, isEmpty, type Reading, textOf } from "./document-columns.ts";

const FoundColumn = z.object({
  column: z.string(),
  kind: ColumnKind.meta({ description: "A guess: the narrowest kind that all its values have. Codes stay texts." }),
  numberFormat: z.enum(numberFormats).exactOptional().meta({
    description: "How its numbers are written, where the values leave no doubt. Left out: plain.",
  }),
  dateFormat: z.enum(dateFormats).exactOptional().meta({
    description: "How its dates are written, where the values leave no doubt. Left out: iso.",
  }),
  unit: z.string().exactOptional().meta({ description: "What stands beside each of its numbers, a currency or %." }),
  unclear: z.string().exactOptional().meta({ description: "Why values that look like numbers or dates stay texts." }),
  values: z.number().int().meta({ description: "How many rows have a value." }),
  distinct: z.boolean().meta({ description: "Whether each row has a value that no other has." }),
  misfits: z.record(z.enum(columnKinds), z.number().int()).meta({ description: "How many values are not of a kind." }),
  formatMisfits: z
    .record(z.enum([...numberFormats, ...dateFormats]), z.number().int())
    .meta({ description: "How many values are not written so." }),
});
export type FoundColumn = z.infer<typeof FoundColumn>;
export const FoundColumns = z.object({
  columns: z.array(FoundColumn),
  rows: z.number().int(),
  first: z.array(z.array(z.string())).meta({ description: "The first rows, a text for each column." }),
});
export type FoundColumns = z.infer<typeof FoundColumns>;

/** Of a workbook, cells that are numbers are written with a point by what reads it, and say nothing else. */
type Origin = { isWorkbook?: boolean };

/** The narrowest kind that all values have without a doubt: yes/no, number, date, and text else. */
export function describeColumns(rows: readonly Cells[], origin: Origin = {}): FoundColumns {
  const values = new Map<string, Json[]>();
  for (const cells of rows)
    for (const [column, value] of cells) {
      const known = values.get(column) ?? [];
      if (!isEmpty(value)) known.push(value);
      values.set(column, known);
    }
  const columns = [...values].map(([column, all]): FoundColumn => {
    const misfitsOf = (reading: Reading) => all.filter((value) => asKind(value, reading) === undefined).length;
    const unit = unitOf(all);
    const beside = unit === undefined ? {} : { unit };
    const inNumbers = (numberFormat: (typeof numberFormats)[number]) =>
      misfitsOf({ kind: "number", numberFormat, ...beside });
    const inDates = (dateFormat: DateFormat) => misfitsOf({ kind: "date", dateFormat });
    const misfits = {
      ...{ text: misfitsOf({ kind: "text" }), number: misfitsOf({ kind: "number" }) },
      ...{ date: misfitsOf({ kind: "date" }), "yes-no": misfitsOf({ kind: "yes-no" }) },
    };
    return {
      ...{ column, ...beside, ...guess(all, { misfits, unit, ...origin }) },
      ...{ values: all.length, misfits },
      distinct: all.length === rows.length && new Set(all.map(textOf)).size === all.length,
      formatMisfits: {
        ...{ plain: inNumbers("plain"), "decimal-point": inNumbers("decimal-point") },
        ...{ "decimal-comma": inNumbers("decimal-comma"), iso: misfits.date },
        ...{ "day.month.year": inDates("day.month.year"), "day/month/year": inDates("day/month/year") },
        "month/day/year": inDates("month/day/year"),
      },
    };
  });
  const first = rows.slice(0, 5).map((cells) => {
    const byColumn = new Map(cells);
    return columns.map(({ column }) => shortText(byColumn.get(column)));
  });
  return { columns, rows: rows.length, first };
}

type Guess = Omit<Reading, "unit"> & { unclear?: string };
type Known = { misfits: Record<ColumnKind, number>; unit: string | undefined } & Origin;

function guess(all: readonly Json[], { misfits, unit, isWorkbook = false }: Known): Guess {
  if (all.length === 0) return { kind: "text" };
  if (misfits["yes-no"] === 0) return { kind: "yes-no" };
  const texts = all.filter((value) => typeof value === "string");
  const numbers = texts.map((text) => withoutUnit(text).number);
  if (numbers.some((number) => code.test(number))) return guessDate(texts, all.length);
  if (misfits.number === 0 && isWorkbook) return { kind: "number" };
  const hasOthers = all.some(
    (value) => typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint",
  );
  const said = hasOthers ? undefined : marksOf(numbers);
  if (said === undefined) return guessDate(texts, all.length);
  if (said.has("decimal-comma") && said.has("decimal-point")) return { kind: "text", unclear: mixed(texts, numbers) };
  const isClear = said.has("decimal-comma") || said.has("decimal-point") || !said.has("either");
  if (!isClear) return { kind: "text", unclear: unclearNumber(texts, numbers) };
  if (misfits.number === 0 && !said.has("decimal-comma")) return { kind: "number" };
  // Spaces between digits may as well be those of a code.
  if (said.size === 1 && said.has("neither") && unit === undefined) return { kind: "text" };
  const numberFormat = said.has("decimal-comma") ? "decimal-comma" : "decimal-point";
  const isRead = texts.every((text) => readWrittenNumber(text, { format: numberFormat, unit }) !== undefined);
  return isRead ? { kind: "number", numberFormat } : { kind: "text" };
}

/** What the values say about the mark before their decimals; undefined when one is no number. */
function marksOf(numbers: readonly string[]): ReadonlySet<MarkSaid> | undefined {
  const said = new Set<MarkSaid>();
  for (const number of numbers) {
    // What JSON alone writes, such as 1e3, has a point.
    const isPower = /e/iu.test(number) && readWrittenNumber(number, { format: "plain" }) !== undefined;
    const mark = isPower ? "decimal-point" : markOf(number);
    if (mark === undefined) return undefined;
    said.add(mark);
  }
  return said;
}

/** Numbers with zeros before them are codes. */
const code = /^[+-]?0\d/;

function guessDate(texts: readonly string[], values: number): Guess {
  const fits = (format: DateFormat) =>
    texts.length === values && texts.every((text) => readWrittenDate(text, format) !== undefined);
  if (fits("iso")) return { kind: "date" };
  if (fits("day.month.year")) return { kind: "date", dateFormat: "day.month.year" };
  const [isDayFirst, isMonthFirst] = [fits("day/month/year"), fits("month/day/year")];
  if (isDayFirst && isMonthFirst) return { kind: "text", unclear: unclearDate(texts[0] ?? "") };
  if (isDayFirst) return { kind: "date", dateFormat: "day/month/year" };
  return isMonthFirst ? { kind: "date", dateFormat: "month/day/year" } : { kind: "text" };
}

/** What all values that are texts have beside their number, when it is the same. */
function unitOf(all: readonly Json[]): string | undefined {
  const texts = all.filter((value) => typeof value === "string");
  const units = new Set(texts.map((text) => withoutUnit(text).unit));
  const [only] = units;
  return units.size === 1 ? only : undefined;
}

function unclearNumber(texts: readonly string[], numbers: readonly string[]): string {
  const at = numbers.findIndex((number) => markOf(number) === "either");
  const read = (format: "decimal-point" | "decimal-comma") =>
    String(readWrittenNumber(numbers[at] ?? "", { format }) ?? "");
  return `“${texts[at]}” can be ${read("decimal-comma")} or ${read("decimal-point")}, and no other value tells which.`;
}

function mixed(texts: readonly string[], numbers: readonly string[]): string {
  const find = (mark: MarkSaid) => texts[numbers.findIndex((number) => markOf(number) === mark)] ?? "";
  return `“${find("decimal-comma")}” and “${find("decimal-point")}” are not written in the same way.`;
}

function unclearDate(text: string): string {
  const [day, month] = [readWrittenDate(text, "day/month/year"), readWrittenDate(text, "month/day/year")];
  return `“${text}” can be ${day} or ${month}, and no other value tells which.`;
}

function shortText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  const text = textOf(value);
  return text.length > 200 ? `${text.slice(0, 199).toWellFormed()}…` : text;
}
