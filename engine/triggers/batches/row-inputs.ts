/** From a row of a file to the inputs of its run. */

import type { Mapping } from "../../../lib/batches/batch.ts";
import { type ErrorIssue, PatchbayError } from "../../../lib/errors.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { Catalogue, Field } from "../../../lib/node-types/manifest.ts";
import type { Values } from "../../../lib/run.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { checkInputs } from "../../queue/enqueue/check-inputs.ts";

type Table = { columns: readonly string[]; mapping: Mapping };
type Typed = Table & { fields: readonly Field[] };
type Row = { line: number; cells: readonly Json[] };

/** An empty cell gives nothing: the input's default counts, or its being optional. */
export function rowInputs({ columns, mapping, fields }: Typed, cells: readonly Json[]): Values {
  const given = Object.entries(mapping).map(([field, column]): [string, Json] => {
    const cell = cells[columns.indexOf(column)] ?? null;
    const kind = fields.find(({ name }) => name === field)?.kind;
    return [field, typeof cell === "string" ? plainCell(cell, kind) : cell];
  });
  return Object.fromEntries(given.filter(([, value]) => value !== null));
}

/**
 * Spreadsheets write TRUE and, in many languages, 1.234,50 or 1 234,50 in their files, and lists and objects as JSON. What could
 * be read in two ways stays as it is.
 */
function plainCell(text: string, kind: Field["kind"] | undefined): Json {
  const cell = text.trim();
  if (kind === "boolean") return /^(true|false)$/i.test(cell) ? cell.toLowerCase() : text;
  if (kind === "json") return jsonIn(cell) ?? text;
  return kind === "number" ? plainNumber(cell) : text;
}

function plainNumber(cell: string): string {
  // A minus of its own, and groups of three with spaces, narrow ones or apostrophes between them.
  const signed = cell.replace(/^\u2212\s*/, "-");
  const joined = /^[+-]?\d{1,3}([ \u00a0\u202f'\u2019]\d{3})+([.,]\d+)?$/.test(signed)
    ? signed.replace(/[ \u00a0\u202f'\u2019]/g, "")
    : signed;
  const isJoined = joined !== signed;
  const isDecimalComma =
    /^[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|(0|\d{4,}),\d{3}|\d{1,3}(\.\d{3}){2,})$/.test(joined);
  if (isDecimalComma) return joined.replaceAll(".", "").replace(",", ".").replace(/^\+/, "");
  const isGrouped = /^[+-]?(\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})$/.test(joined);
  if (isGrouped) return joined.replaceAll(",", "").replace(/^\+/, "");
  return isJoined || joined !== cell ? joined.replace(/^\+/, "") : cell;
}

/** A list or an object; undefined for another text. */
function jsonIn(cell: string): Json | undefined {
  if (!/^[[{]/.test(cell)) return undefined;
  try {
    return parseJson(cell);
  } catch {
    return undefined;
  }
}

/** `1,234` is a thousand and more in some countries and a little more than one in others. */
const isOfTwoNumbers = (cell: string) => /^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/.test(cell);

/** What is wrong with a row, with its number, its column and what to do; undefined when it can run. */
export function rowProblem(of: Typed & { graph: Graph; catalogue: Catalogue }, row: Row): string | undefined {
  try {
    checkInputs(of.graph, of.catalogue, { inputs: rowInputs(of, row.cells) });
    return undefined;
  } catch (error) {
    if (!(error instanceof PatchbayError)) throw error;
    return (error.issues ?? [{ path: "", message: error.userMessage }])
      .map((issue) => described(of, row, issue))
      .join(" ");
  }
}

function described({ columns, mapping, fields }: Typed, { line, cells }: Row, { path, message }: ErrorIssue): string {
  const [name, column] = Object.entries(mapping).find(([field]) => path === `inputs.${field}`) ?? [];
  const kind = fields.find((field) => field.name === name)?.kind;
  if (column === undefined) return `Row ${line}: ${message}`;
  const cell = cells[columns.indexOf(column)] ?? null;
  if (cell === null) return `Row ${line}, column “${column}”: the cell is empty. ${message}`;
  const text = typeof cell === "string" ? cell : stringifyJson(cell);
  const shown = text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text;
  const why = kind === "number" && isOfTwoNumbers(text) ? ` ${twoNumbers(text.trim())}` : "";
  return `Row ${line}, column “${column}”: the cell says “${shown}”. ${message}${why} Correct it in the file.`;
}

const twoNumbers = (cell: string) =>
  `It could be ${cell.replace(",", "")} or ${cell.replace(",", ".")}: write one of these.`;

/** Throws `bad_input` for a mapping of other inputs or columns, or one that leaves an input open that every run needs. */
export function assertMapping(of: Table & { graph: Graph; catalogue: Catalogue }): void {
  const fields = runFields(of.graph, of.catalogue);
  const issues: ErrorIssue[] = [];
  for (const [field, column] of Object.entries(of.mapping)) {
    const path = `mapping.${field}`;
    if (!fields.some(({ name }) => name === field)) {
      const known = fields.map(({ name }) => name).join(", ");
      issues.push({ path, message: `The pipeline has no input “${field}”; it takes ${known}.` });
    } else if (!of.columns.includes(column)) {
      const known = of.columns.slice(0, 20).join(", ");
      issues.push({ path, message: `There is no column “${column}”. The columns are ${known}.` });
    }
  }
  for (const { name, title = name, optional, default: fallback } of fields) {
    if (optional || fallback !== undefined || Object.hasOwn(of.mapping, name)) continue;
    issues.push({ path: `mapping.${name}`, message: `Choose the column that gives the input “${title}” its value.` });
  }
  if (issues.length === 0 && Object.keys(of.mapping).length === 0) {
    const known = of.columns.slice(0, 20).join(", ");
    const message = `Choose the column of one input at least: none of the columns ${known} has the name of one.`;
    issues.push({ path: "mapping", message });
  }
  const [first] = issues;
  if (first) throw new PatchbayError("bad_input", first.message, { issues });
}
