import type pg from "pg";
import { matchesFilter } from "../../lib/search-filter/matches-filter.ts";
import type { SearchFilter } from "../../lib/search-filter/search-filter.ts";
import type { Json } from "../../lib/values/json.ts";
import { assertFieldsKnown } from "../search/unknown-field.ts";
import type { CollectionState } from "./collection-state.ts";
import { MetadataIndex, type Selection } from "./metadata-index.ts";
import { RevisionCache } from "./revision-cache.ts";
import { readMetadata } from "./sql/statements.ts";

export type MetadataSearch = {
  /** The chunks that a filter leaves. Throws `bad_input` when it compares a field that no chunk has. */
  select(collectionId: string, state: CollectionState, filter: SearchFilter): Promise<ReadonlySet<string>>;
};

const MB = 1024 * 1024;
type Budget = { all: number; collection: number };
const BUDGET: Budget = { all: 128 * MB, collection: 96 * MB };
const PAGE = 1000;

/** In memory, about 0.2 MB for 1,000 chunks; read page by page for each filter where a collection needs more than its share. */
export function openMetadataSearch(pool: pg.Pool, budget = BUDGET): MetadataSearch {
  const cache = new RevisionCache<MetadataIndex>({
    pool,
    budgetBytes: budget.all,
    collectionBytes: budget.collection,
    open: () => new MetadataIndex(),
    async read(index, { collectionId, revision }, isFull) {
      for await (const { id, metadata } of readAll(pool, collectionId, revision)) {
        index.set(id, metadata);
        if (index.size % PAGE === 0 && isFull()) return;
      }
    },
  });
  return {
    async select(collectionId, state, filter) {
      const index = await cache.use(collectionId, state);
      const { ids, fields } = index ? index.select(filter) : await selectByReading(pool, collectionId, filter);
      assertFieldsKnown(filter, fields);
      return ids;
    },
  };
}

async function selectByReading(pool: pg.Pool, collectionId: string, filter: SearchFilter): Promise<Selection> {
  const ids = new Set<string>();
  const fields = new Set<string>();
  for await (const { id, metadata } of readAll(pool, collectionId, -1)) {
    for (const field of Object.keys(metadata)) fields.add(field);
    if (matchesFilter(filter, metadata)) ids.add(id);
  }
  return { ids, fields };
}

type Row = { id: string; revision: number; metadata: { [key: string]: Json } };

async function* readAll(pool: pg.Pool, collectionId: string, revision: number): AsyncGenerator<Row> {
  let after = { revision: revision + 1, id: "" };
  while (true) {
    const { rows } = await pool.query<Row>(readMetadata({ collectionId, ...after, limit: PAGE }));
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = { revision: last.revision, id: last.id };
  }
}
