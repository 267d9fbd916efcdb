import type pg from "pg";
import type { VectorSearch } from "./postgres.ts";
import { VectorCache } from "./vector-cache.ts";

export function openVectorSearch(pool: pg.Pool): VectorSearch {
  return new VectorCache(pool);
}
