import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import type { Json } from "../lib/values/json.ts";
import type { Document } from "../lib/values/values.ts";
import type { NearestQuery } from "../nodes/define.ts";
import type { CollectionRow, Match } from "./driver.ts";
import type { Drivers } from "./drivers.ts";
import { asDocument, ofLivingDocuments } from "./search-collection.ts";

type Deps = { pool: pg.Pool; drivers: Drivers };
type Ask = { collection: CollectionRow; query: NearestQuery };

/** So many of the nearest chunks are looked at, to find some that are not left out. */
const mostLookedAt = 1000;

/** Best first. The chunks nearest to a vector, without those that the query leaves out. */
export async function nearestChunks(deps: Deps, { collection, query }: Ask, signal: AbortSignal): Promise<Document[]> {
  const { limit, minScore, without } = query;
  const vector = toUnit(query.vector, collection.dimensions);
  const driver = await deps.drivers.open(collection);
  const isLeftOut = leavesOut(without);
  // Most often each value is one chunk; where it is several, twice as many are looked at.
  let depth = Math.min(mostLookedAt, limit + (without?.values.size ?? 0));
  while (true) {
    const found = await driver.search({ text: "", vector, mode: "vector", limit: depth, minScore }, signal);
    const kept = found.filter((match) => !isLeftOut(match));
    if (kept.length >= limit || found.length < depth || depth >= mostLookedAt) {
      return (await ofLivingDocuments(deps.pool, collection, kept.slice(0, limit))).map(asDocument);
    }
    depth = Math.min(mostLookedAt, depth * 2);
  }
}

function leavesOut(without: NearestQuery["without"]): (match: Match) => boolean {
  if (!without || without.values.size === 0) return () => false;
  const { field, values } = without;
  const has = (value: Json | undefined) => value !== undefined && value !== null && values.has(String(value));
  return ({ metadata }) => has(Object.hasOwn(metadata, field) ? metadata[field] : undefined);
}

/** A mean of vectors of unit length is shorter than they are. */
function toUnit(vector: readonly number[], dimensions: number): number[] {
  if (vector.length !== dimensions) {
    const words = `The vector has ${vector.length} numbers, and those of this collection have ${dimensions}. Use vectors of the collection's own model, such as those of a Look up node.`;
    throw new PatchbayError("bad_input", words);
  }
  const length = Math.hypot(...vector);
  if (length > 0 && Number.isFinite(length)) return vector.map((part) => part / length);
  throw new PatchbayError("bad_input", "The vector has no direction: all of its numbers are 0.");
}
