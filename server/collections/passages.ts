import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/json.ts";
import { extractDocuments } from "../../nodes/documents/extract.ts";
import { splitDocuments } from "../../nodes/split-text.ts";
import type { Passage } from "./embed.ts";

/** In characters. About what the built-in embedding model takes in of a text. */
export const passageSize = { size: 800, overlap: 120 } as const;
export const maxPassages = 20_000;

/**
 * The passages of a file, in order, each with `source` (the file's name) and, where known, `heading`, `page` or `row`.
 * The same file gives the same passages, so that a stopped document can go on where it was. Throws `bad_input` or
 * `too_large` with a sentence for the person who uploaded it.
 */
export async function passagesOf(file: { name: string; data: Uint8Array }, signal: AbortSignal): Promise<Passage[]> {
  const parts = await extractDocuments(file, "part", signal);
  const passages = await splitDocuments(parts, passageSize);
  if (passages.length > maxPassages) {
    const advice = "Split the file and upload the parts you need.";
    throw new PatchbayError("too_large", `“${file.name}” makes ${passages.length} passages; at most 20,000. ${advice}`);
  }
  return passages.map(({ text, metadata }, position) => ({ position, text, metadata: withoutChunk(metadata) }));
}

/** `chunk` counts within a part; here `position` counts within the document. */
function withoutChunk({ chunk: _, ...metadata }: { [key: string]: Json }): { [key: string]: Json } {
  return metadata;
}
