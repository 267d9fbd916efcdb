/**
 * npm run bench overload: far more runs are asked for than web carries, whether or not those before were answered, while a proxy
 * asks for its health: what is refused, how long health checks take, and how soon all is as before.
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
const floodRate = Number(process.env.BENCH_RATE ?? 3000);
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
    rows.push({ phase, "asked/s": rate, ...asked, ...health.take() });
  }
  await health.stop();
  return rows;
}

type Load = { work: Work; rate: number };

async function ask({ url, key }: Api, { work, rate }: Load) {
  const { origin, pathname } = new URL(`${url}/pipelines/${work.pipelineId}/runs`);
  const pool = new Pool(origin, { connections: 2000, connect: { timeout: 60_000 } });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const request = { method: "POST", path: pathname, headers, body: JSON.stringify({ inputs: work.inputs }) } as const;
  const times: number[] = [];
  const counts = { accepted: 0, refused: 0, "no Retry-After": 0, other: 0 };
  const faults = new Set<string>();
  const open = new Set<Promise<void>>();
  const one = async () => {
    const began = performance.now();
    const { statusCode, headers, body } = await pool.request(request);
    await body.dump();
    if (statusCode === 202) {
      counts.accepted += 1;
      times.push(performance.now() - began);
    } else if (statusCode === 503 || statusCode === 429) {
      counts.refused += 1;
      if (headers["retry-after"] === undefined) counts["no Retry-After"] += 1;
    } else {
      counts.other += 1;
      faults.add(String(statusCode));
    }
  };
  const began = performance.now();
  for (let sent = 0; performance.now() - began < seconds * 1000; await sleep(10)) {
    for (const due = ((performance.now() - began) * rate) / 1000; sent < due; sent += 1) {
      const asked = one().catch((error: unknown) => {
        counts.other += 1;
        faults.add(error instanceof Error && "code" in error ? String(error.code) : String(error));
      });
      open.add(asked);
      void asked.finally(() => open.delete(asked));
    }
  }
  await Promise.all(open);
  const took = performance.now() - began;
  await pool.close();
  const { "p50 ms": p50, "p99 ms": p99 } = inMs(summarise(times));
  return {
    ...counts,
    faults: [...faults].slice(0, 3).join(" "),
    "accepted/s": round((counts.accepted * 1000) / took),
    "p50 ms": p50,
    "p99 ms": p99,
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
