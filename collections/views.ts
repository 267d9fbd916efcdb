import { CollectionView, DocumentView } from "../lib/views/api-views.ts";
import type { Database } from "../platform/database/db.ts";

export type CollectionRecord = NonNullable<Awaited<ReturnType<Database["collection"]["findFirst"]>>>;
export type DocumentRecord = NonNullable<Awaited<ReturnType<Database["document"]["findFirst"]>>>;

type Counts = { documents: number; chunks: number; reembedding: CollectionView["reembedding"] };

export function asCollectionView({ exampleKey, ...record }: CollectionRecord, counts: Counts): CollectionView {
  return CollectionView.parse({
    ...record,
    ...counts,
    ...(exampleKey === null ? {} : { exampleKey }),
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  });
}

export function asDocumentView(record: DocumentRecord): DocumentView {
  const [chunkSize, chunkUnit] = record.fileId === null ? [null, null] : [record.chunkSize, record.chunkUnit];
  return DocumentView.parse({ ...record, chunkSize, chunkUnit, createdAt: record.createdAt.toISOString() });
}
