import type { DocumentColumns } from "../../lib/documents/document-columns.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/values/json.ts";
import { extractDocuments } from "../../nodes/documents/extract.ts";
import type { TokenCounter } from "../../nodes/documents/split/count-by-word.ts";
import { titleOf } from "../../nodes/documents/web/load-page.ts";
import { splitDocuments } from "../../nodes/types/data/split-text.ts";
import type { Chunk } from "../embed.ts";
import { rowsWithFields } from "../rows/row-fields.ts";

/** In characters. About what the built-in embedding model takes in of a text. */
export const chunkSize = { size: 800, overlap: 120 } as const;
const maxChunks = 20_000;

/** `tokens`: the size is so many of them. `isRow`: the file is one row of another one. */
type Cut = { size?: number; tokens?: TokenCounter | undefined; columns?: DocumentColumns | undefined; isRow?: boolean };

/**
 * The chunks of a file, in order, each with `source` and, where known, `heading`, `page` or `row`. The source is the file's
 * name; of a page of the web it is its address, and its `title` is there, too.
 * With `columns`, the fields that a row gives are in the metadata of its chunks. The same file gives the same chunks, so that a stopped document can go on where it was. Throws `bad_input` or
 * `too_large` with a sentence for the person who uploaded it.
 */
export async function chunksOf(
  { source, ...file }: { name: string; data: Uint8Array; source?: string },
  signal: AbortSignal,
  { size = chunkSize.size, tokens, columns, isRow = false }: Cut = {},
): Promise<Chunk[]> {
  const found = columns
    ? await rowsWithFields(file, { columns, isRow }, signal)
    : await extractDocuments(file, "part", signal);
  const more = source === undefined || source === file.name ? {} : await aboutPage(source, file);
  const parts = found.map(({ text, metadata }) => ({ text, metadata: { ...metadata, ...more } }));
  for (const { text } of tokens ? parts : []) await tokens?.prepare(text, signal);
  const overlap = Math.round(size * (chunkSize.overlap / chunkSize.size));
  const chunks = splitDocuments(parts, { size, overlap, ...(tokens && { count: tokens.count }) }).map(
    ({ text, metadata }) => ({ text: text.trim(), metadata }),
  );
  if (chunks.length > maxChunks) {
    const advice = "Split the file and upload the parts you need.";
    throw new PatchbayError("too_large", `“${file.name}” makes ${chunks.length} chunks; at most 20,000. ${advice}`);
  }
  return chunks.map(({ text, metadata }, position) => ({
    position,
    text,
    metadata: isRow ? withoutRow(withoutChunk(metadata)) : withoutChunk(metadata),
  }));
}

async function aboutPage(source: string, file: { name: string; data: Uint8Array }): Promise<{ [key: string]: Json }> {
  const title = await titleOf(file);
  return { source, ...(title === "" ? {} : { title }) };
}

/** `chunk` counts within a part; here `position` counts within the document. */
function withoutChunk({ chunk: _, ...metadata }: { [key: string]: Json }): { [key: string]: Json } {
  return metadata;
}

/** It counts within a file that has this one row alone. */
function withoutRow({ row: _, ...metadata }: { [key: string]: Json }): { [key: string]: Json } {
  return metadata;
}
