import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import type { Document } from "../lib/values/values.ts";
import type { SearchQuery } from "../nodes/define.ts";
import type { CollectionRow, Match } from "./driver.ts";
import type { Drivers } from "./drivers.ts";
import type { Embed } from "./embed.ts";

type Deps = { pool: pg.Pool; drivers: Drivers; embed: Embed };
type Ask = { collection: CollectionRow; query: SearchQuery };

const maxLimit = 100;
/** The embedding model reads no further, and a search for a book is a mistake. */
const maxQuery = 10_000;

/** Best first. Each document has its `source`, and `documentId` and `position` to find it in its collection. */
export async function searchCollection(
  deps: Deps,
  { collection, query }: Ask,
  signal: AbortSignal,
): Promise<Document[]> {
  const text = query.text.toWellFormed().replaceAll("\0", "").trim().slice(0, maxQuery);
  if (text === "") throw new PatchbayError("bad_input", "The search is empty. Enter what to search for.");
  const limit = Math.min(maxLimit, Math.max(1, Math.trunc(query.limit)));
  const driver = await deps.drivers.open(collection);
  const vector = driver.needsVector(query.mode) ? embedOne(deps.embed, text, signal) : undefined;
  const found = await driver.search({ ...query, text, limit, ...(vector && { vector }) }, signal);
  return (await ofLivingDocuments(deps.pool, collection, found)).map(asDocument);
}

export function asDocument({ id, text, score, metadata, documentId, position }: Match): Document {
  return { id, text, score, metadata: { ...metadata, documentId, position } };
}

/** Settled in any case: a driver that fails for something else does not wait for it. */
function embedOne(embed: Embed, text: string, signal: AbortSignal): Promise<readonly number[]> {
  const vector = embed([text], signal, "question").then(([only = []]) => only);
  vector.catch(() => {});
  return vector;
}

/** A store elsewhere may show chunks for a while after their document was deleted. */
export async function ofLivingDocuments(
  pool: pg.Pool,
  { id: collectionId, driver }: CollectionRow,
  matches: readonly Match[],
): Promise<readonly Match[]> {
  if (driver === "postgres") return matches;
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM "Document" WHERE "collectionId" = $1 AND id = ANY($2)`,
    [collectionId, matches.map(({ documentId }) => documentId)],
  );
  const living = new Set(rows.map(({ id }) => id));
  return matches.filter(({ documentId }) => living.has(documentId));
}
