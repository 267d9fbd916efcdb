/** JSON as text: a record of a list is a section, and each value stands behind its path. */

import type { Cells } from "../../../lib/documents/document-columns.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { renameRepeatedKeys } from "../../../lib/values/keys/repeated-keys.ts";
import type { Section } from "../section.ts";
import { withNumbersThatAreNone } from "./numbers-that-are-none.ts";

/** Deeper values are written as JSON. */
const DEEPEST = 100;

/** Of lists of objects each item is a section; what stands beside them is gathered. `path` says where, such as `orders[2]`. */
export function readJsonFile(text: string): Section[] {
  const unmarked = text.replace(/^\ufeff/, "");
  if (unmarked.trim() === "") return [];
  const value = parsed(unmarked);
  if ("value" in value) return recordsOf(value.value);
  // Some programs write one value on each line and name it .json.
  if (parsed(unmarked.trim().split("\n", 1)[0] ?? "").error === undefined) return readJsonLines(unmarked);
  const values = valuesIn(unmarked);
  if (values.length > 1) return values.flatMap((each, index) => recordOf(each, { row: index + 1 }));
  throw new Error(`it is not JSON: ${value.error}`);
}

/** Values one after another, each over several lines, as jq writes them. None where one of them is no JSON. */
function valuesIn(text: string): Json[] {
  const values: Json[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth !== 0 || sign.startsWith('"')) continue;
    const value = parsed(text.slice(start, index + 1));
    if (!("value" in value)) return [];
    values.push(value.value);
    start = index + 1;
  }
  return text.slice(start).trim() === "" ? values : [];
}

function recordOf(value: Json, metadata: Section["metadata"]): Section {
  return { text: linesOf(value, "").join("\n"), metadata, ...cellsOf(value) };
}

/** A section for each line, or for each value where they have several lines. */
export function readJsonLines(text: string): Section[] {
  const unmarked = text.replace(/^\ufeff/, "").trim();
  const isBroken = parsed(unmarked.split("\n", 1)[0] ?? "").error !== undefined;
  const [first, ...more] = isBroken ? valuesIn(unmarked) : [];
  if (first !== undefined) {
    return more.length === 0
      ? recordsOf(first)
      : [first, ...more].map((value, index) => recordOf(value, { row: index + 1 }));
  }
  return text.split(/\r?\n|\r/).flatMap((line, index): Section[] => {
    const written = line.replace(/^\ufeff/, "");
    if (written.trim() === "") return [];
    const value = parsed(written);
    if (!("value" in value)) throw new Error(`line ${index + 1} is not JSON: ${value.error}`);
    return [recordOf(value.value, { row: index + 1 })];
  });
}

function parsed(text: string): { value: Json; error?: undefined } | { error: string } {
  try {
    return { value: parseJson(renameRepeatedKeys(withNumbersThatAreNone(text))) };
  } catch (thrown) {
    if (thrown instanceof PatchbayError) return { error: thrown.userMessage };
    if (thrown instanceof RangeError) return { error: "its values are nested too deep" };
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function recordsOf(root: Json): Section[] {
  const sections: Section[] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.length > 0) sections.push({ text: lines.join("\n"), metadata: {} });
    lines = [];
  };
  const visit = (value: Json, path: string, depth: number) => {
    if (Array.isArray(value) && value.some(isObject)) {
      end();
      for (const [index, item] of value.entries()) {
        sections.push(recordOf(item, { path: `${path}[${index}]` }));
      }
    } else if (isObject(value) && !Array.isArray(value) && depth < DEEPEST && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) visit(inner, joined(path, key), depth + 1);
    } else for (const line of linesOf(value, path)) lines.push(line);
  };
  visit(root, "", 0);
  end();
  return sections;
}

/** What stands in an object, each value behind its path; lists stay whole. */
function cellsOf(value: Json): { cells?: Cells } {
  if (!isObject(value) || Array.isArray(value)) return {};
  const cells: [string, Json][] = [];
  const visit = (inner: Json, path: string, depth: number) => {
    if (!isObject(inner) || Array.isArray(inner) || depth >= DEEPEST) cells.push([path, inner]);
    else for (const [key, each] of Object.entries(inner)) visit(each, joined(path, key), depth + 1);
  };
  visit(value, "", 0);
  return { cells };
}

/** A line for each value inside; what is empty is written as JSON, so that its name is not lost. */
function linesOf(value: Json, path: string, depth = 0): string[] {
  const written = (text: string) => [path === "" ? text : `${path}: ${text}`];
  if (!isObject(value)) return written(typeof value === "string" ? value : String(value));
  const entries: [string, Json][] = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item])
    : Object.entries(value).map(([key, inner]) => [joined(path, key), inner]);
  if (entries.length === 0 || depth >= DEEPEST) return written(asJson(value));
  // A list of texts and numbers is read in one line.
  if (Array.isArray(value) && !value.some(isObject) && !value.some((item) => String(item).includes("\n"))) {
    return written(value.map(String).join(", "));
  }
  return entries.flatMap(([inner, item]) => linesOf(item, inner, depth + 1));
}

function asJson(value: Json): string {
  try {
    return stringifyJson(value);
  } catch {
    throw new Error("its values are nested too deep to read");
  }
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function isObject(value: Json): value is Json[] | { [key: string]: Json } {
  return typeof value === "object" && value !== null;
}
