import type pg from "pg";
import { z } from "zod";
import { inTransaction } from "../database/in-transaction.ts";
import type { ObjectStores } from "./object-store.ts";
import { dueObjects, forgetObjects, noteStrays } from "./sql/statements.ts";

const Due = z.object({ id: z.string(), storedIn: z.string(), used: z.boolean() });
const Count = z.tuple([z.object({ count: z.number() })]);
const atATime = 500;
const dayMs = 86_400_000;

/** Deletes objects whose file was deleted a day ago or never came to be. Answers how many rows it has dealt with. */
export async function sweepObjects(pool: pg.Pool, stores: ObjectStores, limit: number): Promise<number> {
  return await inTransaction(pool, async (client) => {
    // Who keeps a file waits for these locks, and then finds that it came too late.
    const { rows } = await client.query(dueObjects({ limit }));
    const due = z.array(Due).parse(rows);
    for (const [place, objects] of Map.groupBy(
      due.filter(({ used }) => !used),
      ({ storedIn }) => storedIn,
    )) {
      await stores.at(place).delete(objects.map(({ id }) => id));
    }
    await client.query(forgetObjects({ ids: due.map(({ id }) => id), storedIn: due.map(({ storedIn }) => storedIn) }));
    return due.length;
  });
}

/** Notes what lies in a place without a row, as after a restore of the database, to be swept. Answers how many were found. */
export async function noteStrayObjects(pool: pg.Pool, stores: ObjectStores, place: string): Promise<number> {
  let noted = 0;
  let ids: string[] = [];
  const note = async () => {
    const [{ count }] = Count.parse((await pool.query(noteStrays({ ids, storedIn: place }))).rows);
    noted += count;
    ids = [];
  };
  for await (const { id, at } of stores.at(place).list()) {
    // What was just put may still get its row. Folders below hold something else.
    if (Date.now() - at.getTime() < dayMs || id.includes("/")) continue;
    if (ids.push(id) === atATime) await note();
  }
  if (ids.length > 0) await note();
  return noted;
}
