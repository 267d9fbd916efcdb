/**
 * Whether a budget may apply to a call, without asking the database for each. What a run was started with never changes. That
 * a workspace has no budget is believed for `believedMs` from before it was asked, and setting a budget takes as long
 * (`untilKnown`): when that is done, no worker believes otherwise.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { z } from "zod";
import { retryWhileUnavailable } from "../../platform/retry/retry-while-unavailable.ts";
import { hasBudgets, hasRootBudget } from "./sql/statements.ts";

const believedMs = 1000;
const marginMs = 50;
const mostKnown = 10_000;
const Has = z.tuple([z.object({ has: z.boolean() })]);

export const untilKnown = () => sleep(believedMs + marginMs);

type Asked = { nodes: readonly object[]; own: boolean; isChild: boolean; runId: string; workspaceId: string };

export function openKnownBudgets(pool: pg.Pool): { mayLimit(caller: Asked): Promise<boolean> } {
  const workspaces = new Map<string, { askedAt: number; has: Promise<boolean> }>();
  const roots = new Map<string, Promise<boolean>>();

  async function ask(query: pg.QueryConfig): Promise<boolean> {
    const [{ has }] = Has.parse((await retryWhileUnavailable(() => pool.query(query))).rows);
    return has;
  }

  function hasOfWorkspace(workspaceId: string): Promise<boolean> {
    const now = performance.now();
    const known = workspaces.get(workspaceId);
    if (known && now - known.askedAt < believedMs) return known.has;
    const has = ask(hasBudgets({ workspaceId }));
    keep(workspaces, workspaceId, { askedAt: now, has });
    return has;
  }

  function hasOfRoot(runId: string): Promise<boolean> {
    const known = roots.get(runId);
    if (known) return known;
    const has = ask(hasRootBudget({ runId }));
    keep(roots, runId, has);
    return has;
  }

  return {
    async mayLimit({ nodes, own, isChild, runId, workspaceId }) {
      if (nodes.length > 0 || own) return true;
      return (await hasOfWorkspace(workspaceId)) || (isChild && (await hasOfRoot(runId)));
    },
  };
}

function keep<T>(known: Map<string, T>, key: string, value: T): void {
  if (known.size >= mostKnown) known.clear();
  known.set(key, value);
}
