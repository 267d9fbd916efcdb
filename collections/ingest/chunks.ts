import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/values/json.ts";
import { extractDocuments } from "../../nodes/documents/extract.ts";
import { splitDocuments } from "../../nodes/types/data/split-text.ts";
import type { Chunk } from "../embed.ts";

/** In characters. About what the built-in embedding model takes in of a text. */
export const chunkSize = { size: 800, overlap: 120 } as const;
const maxChunks = 20_000;

/**
 * The chunks of a file, in order, each with `source` (the file's name) and, where known, `heading`, `page` or `row`.
 * The same file gives the same chunks, so that a stopped document can go on where it was. Throws `bad_input` or
 * `too_large` with a sentence for the person who uploaded it.
 */
export async function chunksOf(
  file: { name: string; data: Uint8Array },
  signal: AbortSignal,
  size: number = chunkSize.size,
): Promise<Chunk[]> {
  const parts = await extractDocuments(file, "part", signal);
  const chunks = splitDocuments(parts, { size, overlap: Math.round(size * (chunkSize.overlap / chunkSize.size)) });
  if (chunks.length > maxChunks) {
    const advice = "Split the file and upload the parts you need.";
    throw new PatchbayError("too_large", `“${file.name}” makes ${chunks.length} chunks; at most 20,000. ${advice}`);
  }
  return chunks.map(({ text, metadata }, position) => ({ position, text, metadata: withoutChunk(metadata) }));
}

/** `chunk` counts within a part; here `position` counts within the document. */
function withoutChunk({ chunk: _, ...metadata }: { [key: string]: Json }): { [key: string]: Json } {
  return metadata;
}
