import { setTimeout as sleep } from "node:timers/promises";
import { triggerSources } from "../sources.ts";
import { makeClaims } from "./claims.ts";
import { makeHolding } from "./holding.ts";
import type { GroupDeps } from "./open-group.ts";

/** A pipeline that was switched on elsewhere is noticed within this, and a worker that is new gets its share. */
const everyMs = 1000;

type Deps = Omit<GroupDeps, "claims"> & { workerId: string };

/**
 * Listens to the topics of triggers that are on, in every worker: each holds some of their partitions, by claims in the
 * database that run out with it. Positions are in the database too, so it is all the same where the events are.
 */
export function startListening(deps: Deps): { stop(): Promise<void> } {
  const types = [...triggerSources.values()].filter(({ listening }) => listening).map(({ type }) => type);
  const claims = makeClaims({ pool: deps.pool, worker: deps.workerId, types });
  const holding = makeHolding({ ...deps, claims });
  const stopped = new AbortController();
  const ended = (async () => {
    while (!stopped.signal.aborted) {
      await holding.look().catch((error) => {
        deps.log.error({ err: error }, "triggers with topics could not be looked at; they are in a moment");
      });
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await ended;
      await holding.release();
      await deps.ends.close();
    },
  };
}
