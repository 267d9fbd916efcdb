/** People who watch runs: each starts one of ten seconds, reads its events to the end as a browser does, and starts the next. */
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { z } from "zod";
import type { Api, Work } from "./traffic.ts";

export type Watching = {
  failures: string[];
  accepted: Set<string>;
  /** Runs that were watched to their end. */
  watched: number;
  events: number;
  reconnects: number;
  /** Numbers of events that did not follow the one before. */
  gaps: string[];
  stop(): Promise<void>;
};

/** A run takes ten seconds, and as long again for each process that is replaced under it. */
const runLimitMs = 300_000;

type Stream = { last: number; retryMs: number; isOver: boolean };

export function startWatching(api: Api, { watchers, work }: { watchers: number; work: Work }): Watching {
  let isStopped = false;
  const state: Watching = {
    ...{ failures: [], gaps: [], accepted: new Set<string>(), watched: 0, events: 0, reconnects: 0 },
    async stop() {
      isStopped = true;
      await Promise.all(all);
    },
  };
  const all = Array.from({ length: watchers }, async (_, at) => {
    await sleep(at * 100);
    while (!isStopped) {
      await watchOne(api, { work, state }).catch((error: unknown) => {
        state.failures.push(`watching: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
  });
  return state;
}

async function watchOne(api: Api, { work, state }: { work: Work; state: Watching }): Promise<void> {
  const headers = { authorization: `Bearer ${api.key}`, "content-type": "application/json" };
  const started = await request(`${api.url}/pipelines/${work.pipelineId}/runs`, {
    ...{ method: "POST", headers, body: JSON.stringify({ inputs: work.inputs }) },
  });
  const said = await started.body.text();
  if (started.statusCode !== 202) throw new Error(`POST ${started.statusCode}: ${said.slice(0, 200)}`);
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(said));
  state.accepted.add(id);
  // What browsers wait when the server has said nothing.
  const stream: Stream = { last: 0, retryMs: 3000, isOver: false };
  for (const until = Date.now() + runLimitMs; ; ) {
    await readOnce(`${api.url}/runs/${id}/events`, { headers, stream, state, id });
    if (stream.isOver) break;
    if (Date.now() > until) throw new Error(`run ${id} has not ended after five minutes`);
    state.reconnects += 1;
    await sleep(stream.retryMs);
  }
  state.watched += 1;
}

type Reading = { headers: Record<string, string>; stream: Stream; state: Watching; id: string };

/** Until the connection ends. Browsers try again when one breaks or cannot be made, and give up on any answer but 200. */
async function readOnce(url: string, { headers, stream, state, id }: Reading): Promise<void> {
  const after = stream.last > 0 ? { "last-event-id": `${stream.last}` } : {};
  let rest = "";
  try {
    const answer = await request(url, { headers: { ...headers, ...after, accept: "text/event-stream" } });
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      throw new Refused(`events: ${answer.statusCode}`);
    }
    answer.body.setEncoding("utf8");
    for await (const part of answer.body) {
      const frames = (rest + String(part)).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) take(frame, { stream, state, id });
      if (stream.isOver) break;
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
  }
}

class Refused extends Error {}

/** Fields of an event: WHATWG HTML, 9.2.6. */
function take(frame: string, { stream, state, id }: Omit<Reading, "headers">): void {
  const fields = new Map(frame.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]));
  const retry = fields.get("retry");
  if (retry !== undefined) stream.retryMs = Number(retry);
  const seq = fields.get("id");
  if (seq === undefined) {
    if (fields.get("event") === "error") throw new Refused(`events: ${frame}`);
    return;
  }
  if (Number(seq) !== stream.last + 1) state.gaps.push(`run ${id}: ${seq} after ${stream.last}`);
  stream.last = Number(seq);
  state.events += 1;
  const type = fields.get("event") ?? "";
  if (/^run\.(failed|cancelled)$/.test(type)) state.failures.push(`watched run ${id}: ${type}`);
  stream.isOver = /^run\.(succeeded|failed|cancelled)$/.test(type);
}
