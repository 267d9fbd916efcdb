import { z } from "zod";
import type { Log } from "../../platform/log.ts";
import type { StartDeps } from "../queue/enqueue/start-run.ts";
import { ClaimedTrigger } from "./claimed-trigger.ts";
import { fireTrigger } from "./fire-trigger.ts";
import { keepTaking } from "./keep-taking.ts";
import { triggerSources } from "./sources.ts";
import { claimTriggers, nextTrigger } from "./sql/statements.ts";

/** A pipeline that was switched on elsewhere is noticed within this. */
const everyMs = 1000;
const atOnce = 20;

type Deps = StartDeps & { log: Log };

/**
 * Fires triggers at their times, in every worker: whichever claims one first. What is due, and when, is in the database and
 * goes by its clock.
 */
export function startTriggers(deps: Deps): { stop(): Promise<void> } {
  return keepTaking(deps.log, { name: "triggers", everyMs, take: () => fireDue(deps) });
}

const types = [...triggerSources.keys()];
const Next = z.object({ inMs: z.number() });

/** Answers in how many milliseconds to look again. */
async function fireDue(deps: Deps): Promise<number> {
  const { rows } = await deps.pool.query(nextTrigger({ types }));
  const { inMs } = Next.safeParse(rows[0]).data ?? { inMs: everyMs };
  if (inMs > 0) return Math.min(Math.ceil(inMs), everyMs);
  const claimed = await deps.pool.query(claimTriggers({ types, limit: atOnce }));
  const triggers = z.array(ClaimedTrigger).parse(claimed.rows);
  await Promise.all(
    triggers.map(async (trigger) => {
      const source = triggerSources.get(trigger.type);
      if (source) await fireTrigger(deps, trigger, source);
    }),
  );
  // What is due and claimed by another worker, or rests after a failure, is not ours to wait for.
  return triggers.length > 0 ? 0 : everyMs / 4;
}
