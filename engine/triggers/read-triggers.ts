import { PatchbayError } from "../../lib/errors.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { PipelineTriggers, TriggerView } from "../../lib/views/live/trigger-views.ts";
import type { Db } from "../../platform/database/db.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { openTrigger, servedTriggers } from "./activate.ts";
import { sumOf, topicState } from "./topics/topic-state.ts";
import type { Listening } from "./trigger-source.ts";

type Deps = { db: Db; catalogue: Catalogue; topics: Topics };

/** How many of the next times are told. */
const upcoming = 10;

/**
 * The triggers of the version that is on. Of a pipeline that is off: those of its newest version, or of its draft where
 * there is none, with the times at which they would fire.
 */
export async function readTriggers(
  { db, catalogue, topics }: Deps,
  workspaceId: string,
  id: string,
): Promise<PipelineTriggers> {
  const pipeline = await db.prisma.pipeline.findFirst({
    where: { id, workspaceId },
    select: {
      draft: true,
      positions: true,
      activation: { include: { triggers: true, version: { include: { snapshot: true } } } },
      versions: { orderBy: { number: "desc" }, take: 1, include: { snapshot: true } },
    },
  });
  if (!pipeline) throw new PatchbayError("not_found", "There is no pipeline with this id.");
  const { activation } = pipeline;
  const version = activation?.version ?? pipeline.versions[0];
  const graph = Graph.parse(version?.snapshot.graph ?? pipeline.draft);
  const rows = new Map(activation?.triggers.map((row) => [row.nodeId, row]));
  const now = Date.now();
  const served = servedTriggers(graph, catalogue).map(
    async ({ nodeId, title, settings, source }): Promise<TriggerView> => {
      const positions = pipeline.positions.filter((position) => position.nodeId === nodeId);
      const active = rows.get(nodeId);
      const row = active && source.listening ? { ...active, ...sumOf(positions) } : active;
      const { listening } = source;
      const at = {
        pipelineId: id,
        topic: String(settings.topic ?? ""),
        isForeign: (settings.cluster ?? "") !== "",
        now,
      };
      const open = (it: Listening) => it.open(topics, { workspaceId, nodeId, settings });
      const trigger = { pipelineId: id, nodeId, settings };
      const times = () =>
        source.upcoming(row ? openTrigger(row) : { ...trigger, state: source.open(trigger, { now }) }, upcoming);
      return {
        ...{ nodeId, title, type: source.type, state: row ? (row.error === null ? "on" : "problem") : "off" },
        events: row?.events ?? 0,
        lastEventAt: row?.lastEventAt?.toISOString() ?? null,
        lastRunId: row?.lastRunId ?? null,
        error: row?.error && row.errorAt ? { message: row.error, at: row.errorAt.toISOString() } : null,
        nextTimes: timesOrNone(times).map((time) => new Date(time).toISOString()),
        address: null,
        topic: row && listening ? await topicState(positions, { ...at, log: open(listening) }) : null,
      };
    },
  );
  return {
    isOn: activation !== null,
    version: activation?.versionNumber ?? null,
    activatedAt: activation?.activatedAt.toISOString() ?? null,
    triggers: await Promise.all(served),
  };
}

/** A draft may hold a schedule that cannot be read; its issues say what is wrong with it. */
function timesOrNone(times: () => number[]): number[] {
  try {
    return times();
  } catch (thrown) {
    if (thrown instanceof PatchbayError) return [];
    throw thrown;
  }
}
