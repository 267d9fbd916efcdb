/**
 * Stores of State nodes, in Postgres. Changes that come at one time share a transaction: it locks their entries, looks which
 * of the changes were applied before, applies the others and writes entries and effects together. So no two changes of an
 * entry are lost to each other, on whichever workers they are made, and a step that is repeated changes nothing a second time.
 */
import pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import type { StateAddress, StateChange, StateOutcome } from "../lib/state/state-change.ts";
import type { Json } from "../lib/values/json.ts";
import type { StateCall } from "../nodes/define.ts";
import { makeBatcher } from "../platform/database/batch.ts";
import { newId } from "../platform/ids.ts";
import { type Answer, type Asked, applyBatch } from "./apply-batch.ts";
import { makeStore, readEntry } from "./sql/statements.ts";

export type State = {
  get(workspaceId: string, address: StateAddress): Promise<StateOutcome>;
  /** Throws `bad_input` when what is there is of another kind than the change needs. */
  change(
    workspaceId: string,
    address: StateAddress,
    asked: { change: StateChange; call: StateCall },
  ): Promise<StateOutcome>;
};

const mostRemembered = 10_000;
const foreignKeyViolation = "23503";

export function openState(pool: pg.Pool): State {
  const stores = new Map<string, string>();
  const apply = makeBatcher<Asked, Answer>({
    max: 200,
    run: (asked) => applyBatch(pool, asked),
  });

  async function storeIdOf(workspaceId: string, name: string): Promise<string> {
    const place = `${workspaceId}\n${name}`;
    const known = stores.get(place);
    if (known !== undefined) return known;
    const found = await findOrMake(pool, { workspaceId, name });
    if (stores.size >= mostRemembered) stores.clear();
    stores.set(place, found);
    return found;
  }

  return {
    async get(workspaceId, { store, key }) {
      const { rows } = await pool.query<{ value: Json; version: number }>(readEntry({ workspaceId, store, key }));
      const [entry] = rows;
      return entry
        ? { value: entry.value, version: entry.version, found: true }
        : { value: null, version: 0, found: false };
    },

    async change(workspaceId, { store, key }, { change, call }) {
      const { ttlSeconds, idempotencyKey: effectId, runId } = call;
      for (let isFirst = true; ; isFirst = false) {
        const storeId = await storeIdOf(workspaceId, store);
        try {
          const answer = await apply({ storeId, key, change, ttlSeconds, effectId, runId });
          if (answer instanceof PatchbayError) throw answer;
          return answer;
        } catch (error) {
          // The store was deleted since this process saw it last: it is made anew, once.
          const isGone = error instanceof pg.DatabaseError && error.code === foreignKeyViolation;
          if (!isGone || !isFirst) throw error;
          stores.delete(`${workspaceId}\n${store}`);
        }
      }
    },
  };
}

/** Another transaction may have made it meanwhile, which only the next statement sees. */
async function findOrMake(
  pool: pg.Pool,
  { workspaceId, name }: { workspaceId: string; name: string },
): Promise<string> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const { rows } = await pool.query<{ id: string }>(makeStore({ id: newId(), workspaceId, name }));
    const [found] = rows;
    if (found) return found.id;
  }
  throw new PatchbayError("unavailable", "The store could not be opened. Try again.");
}
