/** Callers of the REST API who ask at a fixed rate, whatever the answers, and repeat nothing: what fails has failed. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, Pool } from "undici";
import { z } from "zod";
import { newId } from "../../platform/ids.ts";

export type Api = { url: string; key: string };
/** What is run, and what its answer has to hold. */
export type Work = { pipelineId: string; inputs: object; answer: string };

export type Traffic = {
  failures: string[];
  /** Ids of runs whose acceptance was answered. */
  accepted: Set<string>;
  /** Milliseconds: until a run had ended for a caller who waits, and until it was accepted for one who does not. */
  times: { waited: number[]; accepted: number[] };
  sent: number;
  /** Ends when every answer is there. */
  stop(): Promise<void>;
};

const Answer = z.object({ id: z.string(), status: z.string() });
const Run = Answer;
const followLimitMs = 120_000;

export function startTraffic(api: Api, { rate, works }: { rate: number; works: readonly Work[] }): Traffic {
  const pool = new Pool(new URL(api.url).origin, { connections: 256, keepAliveTimeout: 30_000 });
  const traffic: Traffic = {
    ...{ failures: [], accepted: new Set<string>(), times: { waited: [], accepted: [] }, sent: 0 },
    async stop() {
      clearInterval(ticking);
      await Promise.all(open);
      await pool.close();
    },
  };
  const open = new Set<Promise<void>>();
  const began = performance.now();
  const ticking = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * rate) / 1000);
    for (; traffic.sent < due; traffic.sent += 1) {
      const work = works[traffic.sent % works.length];
      if (!work) return;
      // Three of five wait for the end.
      const one = ask({ pool, api, traffic }, work, traffic.sent % 5 < 3).catch((error: unknown) => {
        traffic.failures.push(messageOf(error));
      });
      open.add(one);
      void one.finally(() => open.delete(one));
    }
  }, 10);
  return traffic;
}

type Caller = { pool: Pool; api: Api; traffic: Traffic };

async function ask({ pool, api, traffic }: Caller, work: Work, waits: boolean): Promise<void> {
  const path = `${new URL(api.url).pathname}/pipelines/${work.pipelineId}/runs${waits ? "?wait=60" : ""}`;
  const began = performance.now();
  const answer = await send(pool, {
    ...{ method: "POST", path, body: JSON.stringify({ inputs: work.inputs }) },
    headers: { authorization: `Bearer ${api.key}`, "content-type": "application/json", "idempotency-key": newId() },
  });
  const took = performance.now() - began;
  if (answer.status !== (waits ? 200 : 202)) throw new Error(`POST ${answer.status}: ${answer.text.slice(0, 200)}`);
  const { id } = Answer.parse(JSON.parse(answer.text));
  traffic.accepted.add(id);
  traffic.times[waits ? "waited" : "accepted"].push(took);
  if (waits) assertGood(answer.text, work);
  else await follow({ pool, api }, { id, work });
}

/** Reads an accepted run until it has ended. */
async function follow({ pool, api }: Omit<Caller, "traffic">, { id, work }: { id: string; work: Work }): Promise<void> {
  const path = `${new URL(api.url).pathname}/runs/${id}`;
  for (const until = Date.now() + followLimitMs; Date.now() < until; ) {
    await sleep(500 + Math.random() * 1500);
    const { status, text } = await send(pool, {
      ...{ method: "GET", path, headers: { authorization: `Bearer ${api.key}` } },
    });
    if (status !== 200) throw new Error(`GET ${status}: ${text.slice(0, 200)}`);
    const run = Run.parse(JSON.parse(text));
    if (run.status === "queued" || run.status === "running" || run.status === "waiting") continue;
    assertGood(text, work);
    return;
  }
  throw new Error(`run ${id} has not ended after two minutes`);
}

function assertGood(text: string, { answer }: Work): void {
  if (text.includes('"status":"succeeded"') && text.includes(answer)) return;
  throw new Error(`a run went wrong: ${text.slice(0, 300)}`);
}

async function send(pool: Pool, request: Dispatcher.RequestOptions): Promise<{ status: number; text: string }> {
  try {
    const { statusCode, body } = await pool.request(request);
    return { status: statusCode, text: await body.text() };
  } catch (error) {
    throw new Error(`${request.method}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
