/** The rows of a file, for batches: the one door behind which CSV, JSON Lines, Excel and OpenDocument sheets are read. */
import { z } from "zod";
import { rowFileEnding, rowFileEndings } from "../../../lib/batches/batch.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { Json } from "../../../lib/values/json.ts";
import { bounded } from "../../bounded/bounded.ts";
import type { FileRow } from "./row-file.ts";

const reading = bounded({
  script: new URL("./rows-thread.ts", import.meta.url).href,
  seconds: 120,
  memoryMb: 768,
  buffersMb: 1024,
});

const Found = z.object({
  columns: z.array(z.string()),
  sheets: z.array(z.string()),
  sheet: z.string().nullable(),
  rows: z.number(),
  lines: z.instanceof(Uint8Array),
});
const Answer = z.union([Found, z.object({ error: z.string() })]);
const Line = z.union([
  z.tuple([z.number(), z.array(Json).nullable()]),
  z.tuple([z.number(), z.array(Json).nullable(), z.string()]),
]);

type RowsFile = { name: string; data: Uint8Array; sheet?: string | undefined };
/** `portions` gives the rows in their order, so many at a time. */
export type ReadRows = {
  columns: string[];
  sheets: string[];
  /** The one that was read. */
  sheet: string | null;
  rows: number;
  portions(size: number): Iterable<FileRow[]>;
};

/** Throws `bad_input` when no rows are read from such a file. */
export function assertRowFile(name: string): void {
  if (rowFileEnding(name)) return;
  const known = rowFileEndings.join(", ");
  throw new PatchbayError("bad_input", `No rows can be read from “${name}”. Save it as one of these: ${known}.`);
}

/** Throws `bad_input` when the file is not what its name says, or has no rows, or too many. */
export async function readRows({ name, data, sheet }: RowsFile, signal: AbortSignal): Promise<ReadRows> {
  assertRowFile(name);
  const result = await reading.ask({ ending: rowFileEnding(name), data, sheet }, signal);
  const answer = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
  if ("error" in answer) {
    throw new PatchbayError("bad_input", `“${name}” cannot be read: ${answer.error.replace(/[.\s]+$/, "")}.`);
  }
  const { lines, ...found } = answer;
  return { ...found, portions: (size) => portionsOf(Buffer.from(lines.buffer, lines.byteOffset, lines.length), size) };
}

function* portionsOf(lines: Buffer, size: number): Generator<FileRow[]> {
  let portion: FileRow[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf(0x0a, at);
    const [line, cells, error] = Line.parse(parseJson(lines.toString("utf8", at, end)));
    portion.push({ line, cells, ...(error === undefined ? {} : { error }) });
    at = end + 1;
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
