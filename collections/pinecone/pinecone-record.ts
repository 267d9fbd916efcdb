import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import { Json } from "../../lib/values/json.ts";
import type { EmbeddedChunk, Match } from "../driver.ts";
import { filterFields } from "./pinecone-filter.ts";

/** What is kept beside a vector. Pinecone takes no nested values, so a chunk's metadata goes as JSON text. */
const Stored = z.object({ text: z.string(), documentId: z.string(), position: z.number(), metadata: z.string() });
export type Stored = z.infer<typeof Stored> & Record<string, string | number | boolean | string[]>;
const Metadata = z.record(z.string(), Json);

/** Of Pinecone: bytes of a record's metadata. */
const MAX_METADATA = 40 * 1024;

export function asRecord({ id, documentId, position, text, metadata, given, vector }: EmbeddedChunk) {
  const own = { text, documentId, position, metadata: stringifyJson(metadata) };
  const stored: Stored = { ...filterFields({ ...metadata, ...given }), ...own };
  if (Buffer.byteLength(JSON.stringify(stored)) > MAX_METADATA) {
    const message = "A chunk is larger than Pinecone keeps (40 kB). Split the text into smaller chunks.";
    throw new PatchbayError("too_large", message);
  }
  return { id, values: [...vector], metadata: stored };
}

/** A record that another application wrote into this namespace is not shown. */
export function asMatch(id: string, score: number | undefined, metadata: unknown): Match[] {
  const record = Stored.safeParse(metadata);
  if (!record.success) return [];
  const { text, documentId, position } = record.data;
  return [
    {
      id,
      text,
      documentId,
      position,
      score: Math.min(1, Math.max(0, score ?? 0)),
      metadata: Metadata.parse(parseJson(record.data.metadata)),
    },
  ];
}
