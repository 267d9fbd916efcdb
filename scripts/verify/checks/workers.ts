import { z } from "zod";
import { type Api, v1 } from "../api.ts";
import type { Check, Complaint, Hop } from "../check.ts";
import { Problem } from "../problem.ts";

const Disk = z.object({ freeBytes: z.number(), totalBytes: z.number() });
export type Disk = z.infer<typeof Disk>;
/** An installation of the release before does not tell these. */
const Around = z.object({
  clockMs: z.number().nullable().default(null),
  disk: Disk.nullable().default(null),
});
const Worker = z.object({
  id: z.string(),
  state: z.string(),
  version: z.string(),
  room: z.number(),
  delayMs: z.number(),
  echoMs: z.number().nullable(),
  secret: z.enum(["same", "other"]).nullable().default(null),
  ...Around.shape,
});
type Worker = z.infer<typeof Worker>;
const Engine = z.object({
  now: z.string(),
  broker: z.string(),
  brokerLagMs: z.number().nullable(),
  web: Around.optional(),
  workers: z.array(Worker),
  queue: z.object({ queued: z.number(), running: z.number(), oldestDueAt: z.string().nullable() }),
});

export type Engine = z.infer<typeof Engine>;

const lateMs = 2000;
const busyMs = 100;

export const roundTrip: Check = {
  name: "broker round trip",
  needs: ["API key", "broker"],
  async run({ api }) {
    const { broker, brokerLagMs } = await engineOf(api);
    const to = broker === "kafka" ? "Kafka" : "Postgres as broker";
    if (brokerLagMs === null) return { detail: `is not measured over ${to}` };
    if (brokerLagMs > lateMs) {
      const advice =
        "Runs go on, found by polling, but later. When the broker was away until a moment ago, verify again in a minute; else see BrokerLags in docs/runbook.md.";
      throw new Problem(`A message of the web process to itself takes ${Math.round(brokerLagMs)} ms or more.`, advice);
    }
    return { detail: `a message of the web process comes back over ${to}`, hops: [there("web", to, brokerLagMs)] };
  },
};

export const workers: Check = {
  name: "workers",
  needs: ["API key"],
  async run({ api }) {
    const { workers: all, broker, queue, now } = await engineOf(api);
    const alive = all.filter(({ state }) => state === "alive");
    if (alive.length === 0) {
      const advice =
        "Start one (npm run worker, or the image “worker”) with the DATABASE_URL, KAFKA_BROKERS and PATCHBAY_SECRET of web. When one was running, the end of its log says why it ended; see NoWorker in docs/runbook.md.";
      throw new Problem(`No worker is alive; ${queue.queued} runs wait.`, advice);
    }
    const to = broker === "kafka" ? "Kafka" : "Postgres as broker";
    const hops = alive.flatMap(({ id, echoMs }) => (echoMs === null ? [] : [there(id, to, echoMs)]));
    const warnings = [...alive.flatMap(warningsOf), ...died(all), ...versions(alive), ...late(queue.oldestDueAt, now)];
    return { detail: `${alive.length} alive, ${queue.running} runs in progress`, hops, warnings };
  },
};

function warningsOf({ id, delayMs, echoMs, room }: Worker): Complaint[] {
  const of = (isSo: boolean, problem: string, advice: string) => (isSo ? [{ problem, advice }] : []);
  return [
    ...of(delayMs > busyMs, `${id} comes ${Math.round(delayMs)} ms late.`, "Give it more CPU, or add workers."),
    ...of(
      (echoMs ?? 0) > lateMs,
      `Messages reach ${id} ${Math.round(echoMs ?? 0)} ms late.`,
      "Check its way to the broker: KAFKA_BROKERS of this worker, firewalls, DNS. When the broker was away until a moment ago, verify again in a minute.",
    ),
    ...of(room === 0, `${id} takes no more runs.`, "Add workers when this stays so."),
  ];
}

function died(all: readonly Worker[]): Complaint[] {
  const count = all.filter(({ state }) => state === "died").length;
  if (count === 0) return [];
  return [{ problem: `${count} died within the last hour.`, advice: "See WorkersDie in docs/runbook.md." }];
}

function versions(alive: readonly Worker[]): Complaint[] {
  const found = new Set(alive.map(({ version }) => version));
  if (found.size < 2) return [];
  const problem = `Workers of ${found.size} versions run: ${[...found].join(", ")}.`;
  return [{ problem, advice: "During an upgrade this is as it should be; else stop the older ones." }];
}

function late(oldestDueAt: string | null, now: string): Complaint[] {
  const seconds = oldestDueAt === null ? 0 : (Date.parse(now) - Date.parse(oldestDueAt)) / 1000;
  if (seconds < 30) return [];
  const problem = `A run has been waiting for a worker for ${Math.round(seconds)} s.`;
  return [{ problem, advice: "See RunsWait in docs/runbook.md." }];
}

export async function engineOf(api: Api) {
  return (await api.call("GET", `${v1}/workers`, { schema: Engine })).value;
}

const there = (from: string, over: string, ms: number): Hop => ({ from, to: `${over} and back`, ms });
