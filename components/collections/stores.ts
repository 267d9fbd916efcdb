import { CollectionStore } from "../../lib/documents/collection.ts";

/** What each store of chunks is called, and what choosing it means. */
export const stores = {
  postgres: { label: "Postgres", hint: "On this server, no setup: searches by meaning and by keywords" },
  pinecone: { label: "Pinecone", hint: "Your own index: searches by meaning" },
} as const satisfies Record<CollectionStore, { label: string; hint: string }>;

export const storeOptions = CollectionStore.options.map((value) => ({ value, ...stores[value] }));
