import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { StateAddress } from "../lib/state/state-change.ts";
import type { WatchedEntry } from "../lib/views/state-views.ts";
import { findEntry } from "./read-stores.ts";

/** A change is told within this; each look is one read by a key for each entry. */
const everyMs = 200;

/** Each of the entries as it is now, null where there is none, and again whenever it has changed, until the signal. */
export async function* watchEntries(
  pool: pg.Pool,
  watched: { workspaceId: string; entries: readonly StateAddress[] },
  signal: AbortSignal,
): AsyncGenerator<WatchedEntry> {
  const seen = new Map<StateAddress, string>();
  while (!signal.aborted) {
    for (const address of watched.entries) {
      const entry = await findEntry(pool, watched.workspaceId, address);
      // An entry that was deleted and made anew has a version that was seen before.
      const state = entry ? `${entry.version} ${entry.updatedAt}` : "";
      if (seen.get(address) === state) continue;
      seen.set(address, state);
      yield { ...address, entry };
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
}
