import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { hasProtoKey, protoKeyRefused } from "../../../lib/values/keys/proto-key.ts";
import { renameRepeatedKeys } from "../../../lib/values/keys/repeated-keys.ts";
import { decode } from "../decode.ts";
import { withNumbersThatAreNone } from "../tables/numbers-that-are-none.ts";
import type { FileRow, RowFile } from "./row-file.ts";

/** `line`: that of its first character. */
type Written = { line: number; text: string };

/** A JSON object on each line. A line that is none is a row that could not be read; empty lines are none. */
export function jsonlRows(data: Uint8Array): RowFile {
  const columns = new Map<string, number>();
  return { columns: () => [...columns.keys()], sheets: [], rows: rows() };

  function* rows() {
    const text = decode(data);
    for (const written of objectsIn(text) ?? linesOf(text)) yield readObject(written);
  }

  function readObject({ text, line }: Written): FileRow {
    const object = objectOf(text);
    if (typeof object === "string") return { line, cells: null, error: `Line ${line} ${object}` };
    const cells: Json[] = [];
    for (const [name, value] of Object.entries(object)) {
      const column = columns.get(name) ?? columns.size;
      columns.set(name, column);
      cells[column] = value;
    }
    return { line, cells: Array.from(cells, (cell) => cell ?? null) };
  }
}

/** What is wrong with the text, or its object. */
function objectOf(text: string): { [name: string]: Json } | string {
  try {
    const value = parseJson(renameRepeatedKeys(withNumbersThatAreNone(text)));
    if (Object.values(value ?? {}).some(hasProtoKey)) return `cannot be read. ${protoKeyRefused}`;
    if (isObject(value)) return value;
    return "is not a JSON object. Write each row as {…} on a line of its own.";
  } catch (error) {
    if (error instanceof PatchbayError) return `cannot be read. ${error.userMessage}`;
    return `is not valid JSON: ${error instanceof Error ? error.message : "it cannot be parsed"}. Correct it in the file.`;
  }
}

/**
 * Objects over several lines, one after another or in one list, as many programs write them. Undefined where the first line
 * is an object, and where the file is not that either.
 */
function objectsIn(text: string): Written[] | undefined {
  const whole = text.trim();
  if (whole === "" || isWhole(whole.split(/[\r\n]/, 1)[0] ?? "")) return undefined;
  const outer = whole.startsWith("[") ? 1 : 0;
  const found: Written[] = [];
  let [depth, line, start, end] = [0, 1, 0, 0];
  let between = "";
  for (const { 0: sign, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]|\r\n|\n|\r/g)) {
    if (sign === "{" || sign === "[") {
      if (depth === outer) {
        between += text.slice(end, index);
        start = index;
        found.push({ line, text: "" });
      }
      depth += 1;
    } else if (sign === "}" || sign === "]") {
      depth -= 1;
      if (depth === outer) {
        end = index + 1;
        found.splice(-1, 1, { line: found.at(-1)?.line ?? line, text: text.slice(start, end) });
      }
    } else if (!sign.startsWith('"')) line += 1;
  }
  between += text.slice(end);
  const isList = outer === 0 ? /^[\s,]*$/.test(between) : /^\s*\[[\s,]*\]\s*$/.test(between);
  return isList && found.length > 0 && found.every((one) => isWhole(one.text)) ? found : undefined;
}

function isWhole(text: string): boolean {
  try {
    return isObject(parseJson(withNumbersThatAreNone(text)));
  } catch {
    return false;
  }
}

const isObject = (value: Json): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Line by line, so that a large file is never there as a list of all its lines. */
function* linesOf(text: string): Generator<Written> {
  let line = 1;
  const ends = /\r\n|\n|\r/g;
  for (let at = 0; at < text.length; line += 1) {
    ends.lastIndex = at;
    const end = ends.exec(text);
    const written = text.slice(at, end?.index ?? text.length);
    if (written.trim() !== "") yield { line, text: written };
    at = end ? end.index + end[0].length : text.length;
  }
}
