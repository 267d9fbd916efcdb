/**
 * npm run bench overload: far more runs are asked for than web carries, whether or not those before were answered, while a proxy
 * asks for its health: what is refused, how long what is accepted takes, how long health checks take, and how soon all is as before.
 */
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { openStack } from "../stack.ts";
import { inMs, round, summarise } from "../statistics.ts";
import { fiveNodes } from "./installation.ts";
import type { Api, Work } from "./traffic.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const calmRate = 20;
const floodRate = Number(process.env.BENCH_RATE ?? 6000);
/** It takes as long to see that more comes than can be accepted, and to work off what was taken before. */
const settlingMs = 4000;
/** What a load balancer of AWS and a probe of the chart wait for. */
const checkMs = 5000;

export async function benchOverload(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const work = await fiveNodes(stack.api);
  const health = watchHealth(stack.api);
  const rows: Record<string, unknown>[] = [];
  for (const [phase, rate] of [
    ["before", calmRate],
    ["far too much", floodRate],
    ["right after", calmRate],
  ] as const) {
    const asked = await ask(stack.api, { work, rate });
    const checks = health.take();
    const isFlood = phase === "far too much";
    const late = isFlood
      ? [{ phase: `${phase}, its first ${settlingMs / 1000} s`, ...rowOf(asked, (ms) => ms < settlingMs) }]
      : [];
    rows.push(...late, { phase, "asked/s": rate, ...rowOf(asked, (ms) => !isFlood || ms >= settlingMs), ...checks });
  }
  await health.stop();
  return rows;
}

type Load = { work: Work; rate: number };
type Outcome = "accepted" | "refused" | "queue full" | "other";
/** `at` and `ms`: when it was asked, since the beginning, and how long its answer took. */
type Asked = { at: number; ms: number; outcome: Outcome; fault: string };

async function ask({ url, key }: Api, { work, rate }: Load): Promise<Asked[]> {
  const { origin, pathname } = new URL(`${url}/pipelines/${work.pipelineId}/runs`);
  const pool = new Pool(origin, { connections: 1000, connect: { timeout: 60_000 } });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const request = { method: "POST", path: pathname, headers, body: JSON.stringify({ inputs: work.inputs }) } as const;
  const answered: Asked[] = [];
  const open = new Set<Promise<void>>();
  const began = performance.now();
  const one = async () => {
    const at = performance.now() - began;
    const [outcome, fault] = await send(pool, request);
    answered.push({ at, ms: performance.now() - began - at, outcome, fault });
  };
  for (let sent = 0; performance.now() - began < seconds * 1000; await sleep(10)) {
    for (const due = ((performance.now() - began) * rate) / 1000; sent < due; sent += 1) {
      const asked = one();
      open.add(asked);
      void asked.finally(() => open.delete(asked));
    }
  }
  await Promise.all(open);
  await pool.close();
  return answered;
}

async function send(pool: Pool, request: Parameters<Pool["request"]>[0]): Promise<[Outcome, string]> {
  try {
    const { statusCode: status, headers, body } = await pool.request(request);
    await body.dump();
    if (status === 202) return ["accepted", ""];
    if (status !== 503 && status !== 429) return ["other", `${status}`];
    return [status === 503 ? "refused" : "queue full", headers["retry-after"] === undefined ? "no Retry-After" : ""];
  } catch (error) {
    return ["other", error instanceof Error && "code" in error ? String(error.code) : String(error)];
  }
}

function rowOf(answered: readonly Asked[], isOf: (ms: number) => boolean) {
  const some = answered.filter(({ at }) => isOf(at));
  const of = (outcome: Outcome) => some.filter((one) => one.outcome === outcome);
  const accepted = of("accepted");
  const times = accepted.map(({ ms }) => ms);
  const { "p50 ms": p50, "p99 ms": p99, "max ms": max } = inMs(summarise(times));
  const span = Math.max(...some.map(({ at }) => at)) - Math.min(...some.map(({ at }) => at));
  const refusals = inMs(summarise(of("refused").map(({ ms }) => ms)));
  return {
    sent: some.length,
    accepted: accepted.length,
    "accepted/s": round((accepted.length * 1000) / span),
    refused: of("refused").length,
    "queue full": of("queue full").length,
    other: of("other").length,
    faults: [...new Set(some.map(({ fault }) => fault).filter((fault) => fault !== ""))].slice(0, 3).join(" "),
    "p50 ms": p50,
    "p99 ms": p99,
    "max ms": max,
    "refused p99 ms": refusals["p99 ms"],
  };
}
/** Asks on a connection of its own, twice a second. */
function watchHealth({ url }: Api) {
  let times: number[] = [];
  let failed = 0;
  let isOver = false;
  const look = async () => {
    for (; !isOver; await sleep(500)) {
      const began = performance.now();
      const isGood = await isReady(new URL("/readyz", url));
      if (isGood) times.push(performance.now() - began);
      else failed += 1;
    }
  };
  const looking = look();
  return {
    take() {
      const row = { "checks failed": failed, "slowest check ms": round(Math.max(0, ...times)) };
      times = [];
      failed = 0;
      return row;
    },
    async stop() {
      isOver = true;
      await looking;
    },
  };
}

function isReady(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(url, { agent: false, timeout: checkMs }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode === 200));
    });
    asked.once("timeout", () => asked.destroy());
    asked.once("error", () => resolve(false));
    asked.once("close", () => resolve(false));
  });
}
