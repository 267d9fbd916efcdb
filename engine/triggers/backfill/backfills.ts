/** Asking for backfills, and how they stand. */
import { PatchbayError } from "../../../lib/errors.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { BackfillView } from "../../../lib/views/live/backfill-views.ts";
import type { Db } from "../../../platform/database/db.ts";
import { newId } from "../../../platform/ids.ts";
import { readSnapshot } from "../../queue/snapshots/snapshots.ts";
import { servedTriggers } from "../activate.ts";
import { countTimes, firstTime } from "./backfill-times.ts";

export const backfillLimits = { times: 10_000, concurrency: 50 } as const;
/** Times are looked for one after the other, which takes long for those that are rare. */
const longestMs = 3660 * 86_400_000;

type Node = { workspaceId: string; pipelineId: string; nodeId: string };
type BackfillAsk = Node & {
  version: number;
  snapshotId: string;
  /** In milliseconds since 1970; the range ends before `to`. */
  from: number;
  to: number;
  concurrency: number;
  again: boolean;
  createdBy?: string | undefined;
};

/** Throws `bad_input` when the range holds no time, or more than are allowed. */
export async function startBackfill(deps: { db: Db; catalogue: Catalogue }, ask: BackfillAsk): Promise<BackfillView> {
  const { workspaceId, pipelineId, nodeId, version, snapshotId, from, to, concurrency, again, createdBy } = ask;
  if (from < 0 || to - from > longestMs) {
    throw refused("A backfill begins in 1970 at the earliest and is ten years long at most. Choose a shorter range.");
  }
  if ((await deps.db.prisma.pipeline.count({ where: { id: pipelineId, archivedAt: { not: null } } })) > 0) {
    throw new PatchbayError("conflict", "The pipeline is archived. Restore it to run its schedule for past times.");
  }
  const graph = await readSnapshot(deps.db, workspaceId, snapshotId);
  const served = servedTriggers(graph, deps.catalogue).find((each) => each.nodeId === nodeId);
  if (served?.source.type !== "schedule") {
    throw new PatchbayError("not_found", `Version ${version} has no Schedule node “${nodeId}”.`);
  }
  const trigger = { pipelineId, nodeId, settings: served.settings };
  const next = firstTime(trigger, from);
  const total = countTimes(trigger, { from, to, most: backfillLimits.times + 1 });
  if (next === undefined || total === 0) throw refused("The schedule has no time in this range. Choose another one.");
  if (total > backfillLimits.times) {
    throw refused(
      `The range holds more than ${backfillLimits.times.toLocaleString("en")} times. Choose a shorter one.`,
    );
  }
  const row = await deps.db.prisma.backfill.create({
    data: {
      ...{
        id: newId(),
        workspaceId,
        pipelineId,
        nodeId,
        versionNumber: version,
        snapshotId,
        concurrency,
        again,
        total,
      },
      ...{ settings: served.settings, fromAt: new Date(from), toAt: new Date(to), next: new Date(next) },
      createdBy: createdBy ?? null,
    },
  });
  return viewOf(row);
}

export async function listBackfills(
  { prisma }: Db,
  { workspaceId, pipelineId, nodeId }: Node,
): Promise<BackfillView[]> {
  const where = { workspaceId, pipelineId, nodeId };
  const rows = await prisma.backfill.findMany({ where, orderBy: { createdAt: "desc" }, take: 20 });
  return rows.map(viewOf);
}

/** It starts no more runs; those that were accepted go on. */
export async function cancelBackfill({ prisma }: Db, of: Node & { id: string }): Promise<BackfillView> {
  await prisma.backfill.updateMany({ where: { ...of, state: "running" }, data: { state: "cancelled" } });
  const row = await prisma.backfill.findFirst({ where: of });
  if (!row) throw new PatchbayError("not_found", "There is no such backfill of this node.");
  return viewOf(row);
}

/** Of a pipeline that is archived. */
export async function cancelBackfills(prisma: Pick<Db["prisma"], "backfill">, pipelineId: string): Promise<void> {
  await prisma.backfill.updateMany({ where: { pipelineId, state: "running" }, data: { state: "cancelled" } });
}

function refused(message: string): PatchbayError {
  return new PatchbayError("bad_input", message, { issues: [{ path: "from", message }] });
}

type Row = Omit<BackfillView, "from" | "to" | "version" | "state" | "createdAt"> & {
  fromAt: Date;
  toAt: Date;
  versionNumber: number;
  state: string;
  createdAt: Date;
};

function viewOf({ fromAt, toAt, versionNumber, createdAt, ...row }: Row): BackfillView {
  return BackfillView.parse({
    ...{ ...row, version: versionNumber, createdAt: createdAt.toISOString() },
    ...{ from: fromAt.toISOString(), to: toAt.toISOString() },
  });
}
