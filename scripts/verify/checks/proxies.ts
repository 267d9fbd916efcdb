/** What stands between people and web: whether it lets through at once what comes bit by bit, and waits for what is silent. */
import { v1 } from "../api.ts";
import type { Check, CheckContext } from "../check.ts";
import { readEvents } from "../events.ts";
import { Problem } from "../problem.ts";
import { isEnd, Made, makePipeline, Run } from "./run.ts";

/** So long is a run silent. A shorter limit of a proxy is found; the usual ones of 30 or 60 s are not worth such a wait. */
const silentSeconds = 8;
const limitMs = 60_000;

export const proxies: Check = {
  name: "proxies",
  needs: ["run"],
  async run(context) {
    const pipelineId = await makePipeline(context, "silence", silence);
    const [events, waited] = await Promise.all([
      watchSilence(context, pipelineId),
      waitForSilence(context, pipelineId),
    ]);
    for (const found of [events, waited]) if (found instanceof Problem) throw found;
    return { detail: `events come at once, and ${silentSeconds} s of silence end no connection` };
  },
};

const heldBack =
  "Have the proxy pass text/event-stream on as it comes (nginx: proxy_buffering off), without compression.";
const tooSoon =
  "Have every proxy wait 310 s for an answer (HAProxy: timeout server; nginx: proxy_read_timeout; a load balancer of AWS: idle timeout); docs/operating.md has configurations.";

async function watchSilence({ api }: CheckContext, pipelineId: string): Promise<Problem | undefined> {
  const started = await api.call("POST", `${v1}/pipelines/${pipelineId}/runs`, {
    schema: Made,
    body: { inputs: { text: "x" } },
  });
  const since = performance.now();
  let firstMs: number | undefined;
  try {
    const headers = { accept: "text/event-stream" };
    const signal = AbortSignal.timeout(limitMs);
    const answer = await api.open(`${v1}/runs/${started.value.id}/events`, { headers, signal });
    for await (const event of answer.body ? readEvents(answer.body) : []) {
      firstMs ??= performance.now() - since;
      if (isEnd(event))
        return firstMs > (silentSeconds * 1000) / 2 ? new Problem(heldBackFor(firstMs), heldBack) : undefined;
    }
  } catch {
    // Said below, as for a connection that was ended in order.
  }
  const seconds = Math.round((performance.now() - since) / 1000);
  return new Problem(`A connection with events was ended after ${seconds} s, before its run had ended.`, tooSoon);
}

const heldBackFor = (ms: number) =>
  `The first event of a run came only after ${Math.round(ms / 1000)} s: something holds events back.`;

async function waitForSilence({ api }: CheckContext, pipelineId: string): Promise<Problem | undefined> {
  const since = performance.now();
  const path = `${v1}/pipelines/${pipelineId}/runs?wait=45`;
  const ask = { schema: Run, body: { inputs: { text: "x" } }, limitMs };
  try {
    await api.call("POST", path, ask);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const seconds = Math.round((performance.now() - since) / 1000);
    return new Problem(`A call that waits for the end of its run failed after ${seconds} s. ${said}`, tooSoon);
  }
}

/** input → delay → output. */
const silence = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "text", kind: "text" }] } },
    rest: { type: "delay", version: 1, config: { seconds: silentSeconds } },
    out: { type: "output", version: 1, config: { fields: [{ name: "text", kind: "text" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "text" }, to: { node: "rest", port: "value" } },
    { id: "b", from: { node: "rest", port: "value" }, to: { node: "out", port: "text" } },
  ],
};
