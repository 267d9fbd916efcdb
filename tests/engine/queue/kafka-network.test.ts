/** The network between all processes and Kafka goes wrong in every way we know; runs go on, and then wake-ups do. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { RunEvent } from "../../../lib/run.ts";
import { newId } from "../../../platform/ids.ts";
import { apiKey, type ChaosCluster, openChaosCluster } from "../../chaos/cluster.ts";
import { type History, readHistories } from "../../chaos/history.ts";
import { type Load, openLoad } from "../../chaos/load.ts";
import { judge } from "../../chaos/oracle.ts";
import { describeWithKafka } from "../../helpers/kafka.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { type NetworkFault, networkFaults } from "../../helpers/peers/fault-proxy.ts";
import { graphOf, textField } from "../fixtures.ts";

/** The sweep leaves a run alone for this long, in which its wake-up may reach a worker. */
const sweepPatienceMs = 1000;
/** How long the fault lasts, and how often a run arrives meanwhile. */
const troubleMs = 2500;
const everyMs = 300;
const patience = { timeout: patienceMs, interval: 500 };

/** Naps one after another, all of them within the two seconds after which a watcher polls. */
const naps = graphOf(
  {
    in: ["input", { fields: [textField] }],
    ...Object.fromEntries([0, 1, 2, 3, 4].map((at) => [`nap${at}`, ["chaos-nap", { ms: 200 }]])),
    out: ["output", { fields: [textField] }],
  },
  ["in.text > nap0.text", ...[0, 1, 2, 3].map((at) => `nap${at}.text > nap${at + 1}.text`), "nap4.text > out.text"],
);

describeWithKafka("when the network to Kafka", () => {
  let cluster: ChaosCluster;
  let load: Load;
  let number = 0;
  const napsId = newId();
  const isOver = new AbortController();
  let approving: Promise<void>;

  beforeAll(async () => {
    cluster = await openChaosCluster({ seed: 7, workers: 2, hasKafka: true });
    load = await openLoad({ cluster, seed: 7, isSure: true });
    approving = load.keepApproving(isOver.signal);
    const text = `INSERT INTO "Pipeline" (id, "workspaceId", name, draft) SELECT $1, id, 'naps', $2 FROM "Workspace"`;
    await cluster.pool.query(text, [napsId, JSON.stringify(naps)]);
    await vi.waitUntil(isBack(), patience);
  });
  afterAll(async () => {
    isOver.abort();
    await approving;
    await cluster[Symbol.asyncDispose]();
  });

  const ask = (count: number) => Promise.all(Array.from({ length: count }, () => load.ask(number++)));

  async function endure(fault: NetworkFault): Promise<void> {
    const way = cluster.network.Kafka;
    if (!way) throw new Error("there is no Kafka");
    const asked = [ask(3)];
    if (fault === "silence") {
      // A dead connection is detected long after, so no client would open a new one meanwhile.
      way.break("reset");
      await sleep(20);
    }
    let isThrough = false;
    // It throws when nothing was harmed.
    const trouble = way.breakFor(fault, troubleMs, patienceMs).finally(() => {
      isThrough = true;
    });
    while (!isThrough) {
      asked.push(ask(1));
      await sleep(everyMs);
    }
    await trouble;
    asked.push(ask(3));
    await Promise.all(asked);
  }

  async function call(path: string, more: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    return await fetch(`${cluster.url}/api/v1${path}`, { headers, ...more });
  }

  async function startNaps(): Promise<string> {
    const body = JSON.stringify({ inputs: { text: "probe" } });
    const answer = await call(`/pipelines/${napsId}/runs`, { method: "POST", body });
    return z.object({ id: z.string() }).parse(await answer.json()).id;
  }

  /** Of how many of these naps a watcher was notified before the next one was over: one question in two seconds finds one. */
  async function notifiedLive(runId: string): Promise<number> {
    const came = new Map<string, number>();
    const wasOver = new Map<string, number>();
    const answer = await call(`/runs/${runId}/events`);
    for await (const { at, data } of eventsIn(answer)) {
      if (data.type !== "step.succeeded") continue;
      came.set(data.nodeId, Date.now());
      wasOver.set(data.nodeId, Date.parse(at));
    }
    expect(wasOver.size, "each step was notified").toBe(7);
    return [0, 1, 2, 3].filter((n) => (came.get(`nap${n}`) ?? 0) < (wasOver.get(`nap${n + 1}`) ?? 0)).length;
  }

  /** The workers that have started these runs before a sweep could. */
  async function notifiedWorkers(runIds: readonly string[]): Promise<string[]> {
    const text = `SELECT DISTINCT worker FROM "Run" WHERE id = ANY($1) AND "startedAt" - "createdAt" < make_interval(secs => $2)`;
    const { rows } = await cluster.pool.query<{ worker: string }>(text, [runIds, sweepPatienceMs / 1000]);
    return rows.map(({ worker }) => worker);
  }

  /**
   * Asked again until each worker has started a run by its wake-up and a watcher was notified live. A busy machine that is
   * late once has another try; without Kafka no try succeeds.
   */
  function isBack(): () => Promise<boolean> {
    const notified = new Set<string>();
    let live = 0;
    return async () => {
      const runIds = await Promise.all(Array.from({ length: 6 }, startNaps));
      live = Math.max(live, ...(await Promise.all(runIds.map(notifiedLive))));
      for (const worker of await notifiedWorkers(runIds)) notified.add(worker);
      return notified.size >= cluster.workers.length && live > 2;
    };
  }

  test.each(networkFaults)(
    "suffers from %s, no run is lost or doubled, and then wake-ups and events come over Kafka again",
    async (fault) => {
      await endure(fault);
      const queued = async () => (await cluster.pool.query(`SELECT 1 FROM "Queue"`)).rowCount;
      await expect.poll(load.findRuns, patience).toBe(0);
      await expect.poll(queued, patience).toBe(0);
      await expect.poll(isBack(), patience).toBe(true);
      const histories = await readHistories(cluster.pool);
      const verdict = judge({ accepted: load.accepted, histories, injected: [] }, await cluster.effects.tally());
      expect([...load.refused, ...verdict.violations]).toEqual([]);
      expect(verdict).toMatchObject({ lost: 0, doubled: 0, inDoubt: 0 });
      expect(
        histories.filter(wasTakenOver).map(({ run }) => run.id),
        "Kafka interrupts no run",
      ).toEqual([]);
    },
  );
});

/** It had more tenures than it needs to be parked and resumed. */
function wasTakenOver({ events }: History): boolean {
  const count = (type: string) => events.filter(({ data }) => data.type === type).length;
  return count("run.started") > 1 + count("run.waiting");
}

async function* eventsIn(answer: Response): AsyncGenerator<RunEvent> {
  let rest = "";
  if (!answer.body) throw new Error(`no events: ${answer.status}`);
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) yield RunEvent.parse(JSON.parse(line.slice(6)));
  }
}
