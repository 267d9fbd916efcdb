/** Runs arrive whether or not a worker can execute them. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Graph } from "../../lib/graph/graph.ts";
import { newId } from "../../platform/ids.ts";
import { type Arrive, arrivalsOf, type EventPlace, patienceMs } from "./arrivals.ts";
import { apiKey, type ChaosCluster } from "./cluster.ts";
import { bodiesFor, type Pipeline, pipelinesFor } from "./pipelines.ts";
import { seeded } from "./random.ts";

/** What began with an event has no id before `findRuns`, and none for good when it was lost. */
export type Accepted = { id: string | undefined; text: string; pipeline: Pipeline; tries: number; event?: EventPlace };
export type Load = {
  /** Starts a run of this number; resolves when it is accepted. */
  ask(number: number): Promise<void>;
  accepted: Accepted[];
  /** Gives what began with events the ids of its runs, and tells how many have none yet. */
  findRuns(): Promise<number>;
  /** Requests that were refused for good, with the reason. */
  refused: string[];
  /** Approves all pending approvals, until the signal. */
  keepApproving(signal: AbortSignal): Promise<void>;
};

type Options = {
  cluster: ChaosCluster;
  seed: number;
  /** Leaves out what may end in doubt or is cancelled, so that every run has to succeed. */
  isSure?: boolean;
};

export async function openLoad({ cluster, seed, isSure = false }: Options): Promise<Load> {
  const { rows } = await cluster.pool.query<{ id: string }>(`SELECT id FROM "Workspace" LIMIT 1`);
  const workspaceId = rows[0]?.id;
  const random = seeded(seed + 1);
  const arrivals = new Map<string, Arrive>();
  async function save(name: string, graph: Graph): Promise<string> {
    const id = newId();
    const text = `INSERT INTO "Pipeline" (id, "workspaceId", name, draft) VALUES ($1, $2, $3, $4)`;
    await cluster.pool.query(text, [id, workspaceId, name, JSON.stringify(graph)]);
    return id;
  }
  const bodies = bodiesFor(cluster.effects.url);
  const bodyIds = {
    item: await save("item", bodies.item),
    round: await save("round", bodies.round),
    shape: await save("shape", bodies.shape),
  };
  const pipelines = pipelinesFor(cluster.effects.url, bodyIds).filter(
    ({ bare, neverDone }) => !(isSure && (bare ?? neverDone)),
  );
  for (const pipeline of pipelines) {
    const id = await save(pipeline.name, pipeline.graph);
    arrivals.set(pipeline.name, await arrivalsOf(cluster, pipeline, id));
  }
  const accepted: Accepted[] = [];
  const refused: string[] = [];
  return {
    ...{ accepted, refused },
    async ask(number) {
      const pipeline = random.pick(pipelines);
      const text = `run-${number}`;
      try {
        const arrival = await arrivals.get(pipeline.name)!(text);
        const id = "id" in arrival ? arrival.id : undefined;
        accepted.push({ ...arrival, id, text, pipeline });
        if (id && pipeline.neverDone) await cancelSoon(cluster, { id, afterMs: random.whole(0, 5000) });
      } catch (error) {
        refused.push(error instanceof Error ? error.message : String(error));
      }
    },
    async findRuns() {
      const text = `SELECT id, "idempotencyKey" AS key FROM "Run" WHERE "idempotencyKey" LIKE 'topic in %'`;
      const { rows } = await cluster.pool.query<{ id: string; key: string }>(text);
      for (const each of accepted) {
        const place = each.event && ` ${each.event.partition}/${each.event.offset}`;
        if (place) each.id = rows.find(({ key }) => key.endsWith(place))?.id;
      }
      return accepted.filter(({ id }) => id === undefined).length;
    },
    async keepApproving(signal) {
      while (!signal.aborted) {
        await approveAll(cluster).catch(() => {});
        await sleep(500);
      }
    },
  };
}

const Waiting = z.object({ items: z.array(z.object({ id: z.string() })) });

/** A member who always approves. A decision whose response is lost is sent again; the second one is refused, which is fine. */
async function approveAll({ url }: ChaosCluster): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const asked = await fetch(`${url}/api/v1/approvals?limit=200`, { headers, signal: AbortSignal.timeout(5000) });
  for (const { id } of Waiting.parse(await asked.json()).items) {
    const body = JSON.stringify({ approve: true });
    const signal = AbortSignal.timeout(5000);
    await fetch(`${url}/api/v1/approvals/${id}/decide`, { method: "POST", headers, body, signal });
  }
}

/** Asks until it is told that the request has come. */
async function cancelSoon(cluster: ChaosCluster, { id, afterMs }: { id: string; afterMs: number }): Promise<void> {
  await sleep(afterMs);
  for (const until = performance.now() + patienceMs; performance.now() < until; ) {
    const answer = await fetch(`${cluster.url}/api/v1/runs/${id}/cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(20_000),
    }).catch(() => undefined);
    await answer?.text().catch(() => undefined);
    if (answer?.ok) return;
    if (answer && answer.status < 500 && answer.status !== 429) {
      throw new Error(`${id} was not cancelled: ${answer.status}`);
    }
    await sleep(200);
  }
  throw new Error(`${id} was not cancelled within five minutes`);
}
