import type pg from "pg";
import { CollectionStore } from "../lib/documents/collection.ts";
import type { CollectionDriver, CollectionRow } from "./driver.ts";
import { openPinecone } from "./pinecone/pinecone.ts";
import type { KnownHosts, PineconeAccess } from "./pinecone/pinecone-index.ts";
import { openMetadataSearch } from "./postgres/metadata-search.ts";
import { postgresDriver } from "./postgres/postgres.ts";
import { openVectorSearch } from "./postgres/vector-search.ts";
import { openWordSearch } from "./postgres/word-search.ts";

export type Drivers = { open(collection: CollectionRow): Promise<CollectionDriver> };
/** To be closed before the pool. */
export type OpenDrivers = Drivers & { close(): Promise<void> };

/** One for a process: drivers share the vectors and words kept in memory and what is known of indexes elsewhere. */
export function openDrivers({ pool, pinecone }: { pool: pg.Pool; pinecone: PineconeAccess }): OpenDrivers {
  const vectors = openVectorSearch(pool);
  const words = openWordSearch(pool);
  const metadata = openMetadataSearch(pool);
  const hosts: KnownHosts = new Map();
  const openers = {
    postgres: async ({ id, generation }) =>
      postgresDriver({ pool, vectors, words, metadata, collectionId: id, generation }),
    pinecone: (collection) => openPinecone({ ...pinecone, hosts }, collection),
  } as const satisfies Record<CollectionStore, Drivers["open"]>;
  return {
    open: async (collection) => openers[CollectionStore.parse(collection.driver)](collection),
    close: () => vectors.close(),
  };
}
