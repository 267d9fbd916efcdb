import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../lib/errors.ts";
import { applyChange } from "../lib/state/apply-change.ts";
import type { StateChange, StateOutcome } from "../lib/state/state-change.ts";
import { stringifyJson } from "../lib/values/exact-json.ts";
import { Json } from "../lib/values/json.ts";
import { inTransaction } from "../platform/database/in-transaction.ts";
import { jsonText } from "../platform/database/json-text.ts";
import { lockEntries, readEffects, writeEntries } from "./sql/statements.ts";

export type Asked = {
  storeId: string;
  key: string;
  change: StateChange;
  /** After so many seconds without another change the entry is gone; null: never. */
  ttlSeconds: number | null;
  /** Changes with one id are applied once. */
  effectId: string;
  runId: string | undefined;
};
/** What came of a change, or why it was refused. */
export type Answer = StateOutcome | PatchbayError;

/** A larger value is not kept with what its effect has done: a repeated step is then answered what is there. */
const mostKept = 2000;
const Kept = z.object({ version: z.number(), found: z.boolean(), value: Json.optional() });

type Locked = { storeId: string; key: string; value: Json; version: number };
type Effect = { id: string; runId: string | null; result: z.infer<typeof Kept> };
/** An entry while a batch is applied to it. */
type Entry = Locked & { ttlSeconds: number | null; isChanged: boolean };

/**
 * Applies changes in one transaction, in the order in which they came. One that is refused leaves the others alone; one that
 * was applied before is answered again.
 */
export async function applyBatch(pool: pg.Pool, asked: readonly Asked[]): Promise<Answer[]> {
  return await inTransaction(pool, async (client) => {
    const entries = await lock(client, asked);
    const known = await effectsOf(client, asked);
    const done: Effect[] = [];
    const answers = asked.map((one): Answer => {
      const entry = entries.get(placeOf(one));
      if (!entry) throw new Error("an entry was asked for and not locked");
      const before = known.get(one.effectId);
      if (before) return { ...before, value: before.value === undefined ? entry.value : before.value };
      const outcome = apply(entry, one);
      if (outcome instanceof PatchbayError) return outcome;
      const result = stringifyJson(outcome.value).length > mostKept ? { ...outcome, value: undefined } : outcome;
      known.set(one.effectId, outcome);
      done.push({ id: one.effectId, runId: one.runId ?? null, result });
      return outcome;
    });
    // A row that was made to be locked and got no value goes away again.
    const changed = [...entries.values()].filter(({ isChanged, value }) => isChanged || value === null);
    await client.query(writeEntries({ entries: jsonText(changed), effects: jsonText(done) }));
    return answers;
  });
}

function apply(entry: Entry, { change, ttlSeconds }: Asked): Answer {
  try {
    const found = entry.value !== null;
    const value = applyChange(entry.value, change);
    const version = value === null ? 0 : entry.version + 1;
    Object.assign(entry, { value, version, ttlSeconds, isChanged: true });
    return { value, version, found };
  } catch (refused) {
    if (refused instanceof PatchbayError) return refused;
    throw refused;
  }
}

async function lock(client: pg.PoolClient, asked: readonly Asked[]): Promise<Map<string, Entry>> {
  const places = [...new Map(asked.map((one) => [placeOf(one), one])).values()];
  const query = lockEntries({ storeIds: places.map(({ storeId }) => storeId), keys: places.map(({ key }) => key) });
  const { rows } = await client.query<Locked>(query);
  return new Map(rows.map((row) => [placeOf(row), { ...row, ttlSeconds: null, isChanged: false }]));
}

async function effectsOf(client: pg.PoolClient, asked: readonly Asked[]) {
  const { rows } = await client.query<{ id: string; result: unknown }>(
    readEffects({ ids: asked.map(({ effectId }) => effectId) }),
  );
  return new Map(rows.map(({ id, result }) => [id, Kept.parse(result)]));
}

function placeOf({ storeId, key }: { storeId: string; key: string }): string {
  return `${storeId}\n${key}`;
}
