import type pg from "pg";
import { inTransaction } from "../platform/database/in-transaction.ts";
import type { CollectionRow } from "./driver.ts";
import type { Drivers } from "./drivers.ts";
import { raiseRevision } from "./postgres/sql/raise-revision.ts";
import { deleteReplaced } from "./postgres/sql/statements.ts";

type Deps = { pool: pg.Pool; drivers: Drivers };
/** `addedBy` is the run, the outermost one, when a run adds the document. */
type Ask = { collection: CollectionRow; documentId: string; addedBy?: string | undefined };

/**
 * `finish` makes the document ready; in the same transaction the documents whose place it takes go away, so that a search
 * finds either the old ones or the new one. Nothing is deleted when it answers false.
 */
export async function replaceDocuments(
  { pool, drivers }: Deps,
  { collection, documentId, addedBy }: Ask,
  finish: (client: pg.PoolClient) => Promise<boolean>,
): Promise<void> {
  const replaced = await inTransaction(pool, async (client) => {
    // First, as every writer of chunks does: who takes locks in one order never waits in a circle.
    await client.query({ ...raiseRevision, values: [collection.id] });
    if (!(await finish(client))) return [];
    const { rows } = await client.query<{ id: string }>(deleteReplaced({ id: documentId, addedBy }));
    return rows;
  });
  if (collection.driver === "postgres" || replaced.length === 0) return;
  // Their rows are gone already: search leaves out chunks of documents that have none.
  const driver = await drivers.open(collection);
  for (const { id } of replaced) await driver.deleteDocument(id);
}
