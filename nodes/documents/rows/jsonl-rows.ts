import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { hasProtoKey, protoKeyRefused } from "../../../lib/values/proto-key.ts";
import { renameRepeatedKeys } from "../../../lib/values/repeated-keys.ts";
import { decode } from "../decode.ts";
import type { FileRow, RowFile } from "./row-file.ts";

/** A JSON object on each line. A line that is none is a row that could not be read; empty lines are none. */
export function jsonlRows(data: Uint8Array): RowFile {
  const columns = new Map<string, number>();
  return { columns: () => [...columns.keys()], sheets: [], rows: rows() };

  function* rows() {
    for (const [index, line] of linesOf(data)) {
      if (line.trim() !== "") yield readLine(line, index + 1);
    }
  }

  function readLine(text: string, line: number): FileRow {
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

/** What is wrong with the line, or its object. */
function objectOf(text: string): { [name: string]: Json } | string {
  try {
    const value = parseJson(renameRepeatedKeys(text));
    if (Object.values(value ?? {}).some(hasProtoKey)) return `cannot be read. ${protoKeyRefused}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    return "is not a JSON object. Write each row as {…} on a line of its own.";
  } catch (error) {
    if (error instanceof PatchbayError) return `cannot be read. ${error.userMessage}`;
    return `is not valid JSON: ${error instanceof Error ? error.message : "it cannot be parsed"}. Correct it in the file.`;
  }
}

/** Line by line, so that a large file is never there as a list of all its lines. */
function* linesOf(data: Uint8Array): Generator<[number, string]> {
  const text = decode(data);
  let index = 0;
  for (let at = 0; at < text.length; index += 1) {
    const end = text.indexOf("\n", at);
    yield [index, text.slice(at, end < 0 ? text.length : end)];
    at = end < 0 ? text.length : end + 1;
  }
}
