/**
 * Where a collection's chunks live. One interface, two drivers (postgres.ts, pinecone.ts), one conformance suite
 * (tests/collections/drivers/driver.test.ts). A driver is opened for one collection and knows nothing of workspaces: who may
 * touch which collection is decided in collections.ts. The way in is files → extract.ts → chunks.ts → embeddings →
 * driver, walked by collections/ingest/documents.ts; the way out is collections.ts `search`.
 */
import type { SearchMode } from "../lib/documents/collection.ts";
import type { SearchFilter } from "../lib/search-filter/search-filter.ts";
import type { Json } from "../lib/values/json.ts";

/** A chunk of a document, small enough to be found and quoted. */
export type EmbeddedChunk = {
  /** `chunkId(documentId, position)`, so that writing a chunk again never doubles it. */
  id: string;
  documentId: string;
  position: number;
  text: string;
  /** Where it is from: `source` (the document's name) and, where known, `heading`, `page`, `row`. */
  metadata: { [key: string]: Json };
  /** What was given to its document; goes over `metadata`. */
  given?: { [key: string]: Json };
  /** Unit length; of a chunk whose model reads it in parts, the vectors of the parts one behind the other. */
  vector: readonly number[];
};

/**
 * `score` is 0–1: the cosine similarity (mode "vector"), the share of the query's words the chunk has, rare words
 * counting more (mode "text"), or the better of both ("hybrid", whose order is made by fuse.ts and not by this number).
 */
export type Match = Omit<EmbeddedChunk, "vector" | "given"> & { score: number; how?: HowFound };

/** Where a chunk stood in each ranking; the rank is null when it was not among those that were looked at first. */
export type HowFound = { vector?: Place; words?: Place; fused?: number };
type Place = { score: number; rank: number | null };

export type Query = {
  text: string;
  /**
   * Unit length; needed by every mode but "text" (and by drivers that find by meaning only, see `needsVector`). As a promise
   * while it is being made, so that a driver can do meanwhile what needs no vector.
   */
  vector?: readonly number[] | Promise<readonly number[]>;
  mode: SearchMode;
  limit: number;
  /** What scores less is left out. */
  minScore?: number;
  /** Chunks whose metadata do not meet it are left out. Throws `bad_input` for one that the store cannot do. */
  filter?: SearchFilter | undefined;
};

export type CollectionDriver = {
  /** The query needs a vector in this mode. */
  needsVector(mode: SearchMode): boolean;
  /** Writes chunks over those with the same ids. All vectors are of the same dimensions as the collection. Only Postgres keeps parts. */
  upsert(chunks: readonly EmbeddedChunk[], signal: AbortSignal): Promise<void>;
  /** Resolves when everything this driver has upserted is found by `search` from anywhere. */
  settle(signal: AbortSignal): Promise<void>;
  /** What is given to a document has changed: its chunks are filtered by that from now on. */
  regive(documentId: string, given: { [key: string]: Json }): Promise<void>;
  /** Nothing happens when there are no such chunks. */
  deleteDocument(documentId: string): Promise<void>;
  /** Deletes every chunk of the collection. */
  deleteAll(): Promise<void>;
  count(): Promise<number>;
  /** A document's chunks from a position on, in order. */
  chunks(documentId: string, page: { from: number; limit: number }): Promise<Omit<Match, "score">[]>;
  /** One vector of each of these chunks, of all its parts together, in no order; those that are gone are left out. */
  vectors(ids: readonly string[], signal: AbortSignal): Promise<{ id: string; vector: ArrayLike<number> }[]>;
  /** The first chunk, by document and position, that has this text or number in this field; undefined where there is none. */
  find(field: { name: string; value: string }, signal: AbortSignal): Promise<EmbeddedChunk | undefined>;
  /** Best first, at most `limit`. Metadata of the document go over those of the chunk. */
  search(query: Query, signal: AbortSignal): Promise<Match[]>;
};

export function chunkId(documentId: string, position: number): string {
  return `${documentId}#${position}`;
}

/** What a driver needs to know of a collection's row. */
export type CollectionRow = {
  id: string;
  workspaceId: string;
  driver: string;
  /** Parsed by the driver that knows them. */
  settings: unknown;
  dimensions: number;
  /** What makes its vectors; null is the model on board. Of the generation: see CollectionState. */
  embeddingModel: unknown;
  generation: number;
};
