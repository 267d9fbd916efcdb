/** The ways in which runs of the load begin. A request without an answer is repeated under the same key. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { apiKey, type ChaosCluster } from "./cluster.ts";
import { eventsTopic, type Pipeline } from "./pipelines.ts";

/** How long the load waits (ms) for a request to be accepted. */
export const patienceMs = 300_000;

/** An event begins its run later: where it is in its topic, and its key. */
export type EventPlace = { key: string; partition: number; offset: number };
type Arrival = { tries: number } & ({ id: string } | { event: EventPlace });
/** Text by which the run is known, and which is the key of its request. */
export type Arrive = (text: string) => Promise<Arrival>;

const Run = z.object({ id: z.string() });
const Delivered = z.object({ runId: z.string() });
const Place = z.object({ partition: z.number(), offset: z.number() });
const Published = z.object({ events: z.tuple([Place]) });
const authorization = `Bearer ${apiKey}`;

/** What has to stand before the first run of the pipeline, and how its runs begin. */
export async function arrivalsOf(cluster: ChaosCluster, { from }: Pipeline, pipelineId: string): Promise<Arrive> {
  const pipeline = `/api/v1/pipelines/${pipelineId}`;
  const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { authorization, ...jsonType } });
  const must = (path: string, body: unknown) => request(cluster, { path, text: path, ...json(body) });
  if (!from) {
    return async (text) => {
      const { tries, answer } = await request(cluster, {
        ...{ path: `${pipeline}/runs`, text },
        ...json({ inputs: { text } }),
      });
      return { tries, id: Run.parse(answer).id };
    };
  }
  if (from === "topic") await must("/api/v1/topics", { name: eventsTopic });
  await must(`${pipeline}/versions`, {});
  await must(`${pipeline}/activate`, {});
  if (from === "topic") {
    return async (text) => {
      const key = `key ${Number(text.split("-")[1]) % 4}`;
      const path = `/api/v1/topics/${eventsTopic}/events`;
      const { tries, answer } = await request(cluster, { path, text, ...json([{ key, value: text }]) });
      return { tries, event: { key, ...Published.parse(answer).events[0] } };
    };
  }
  const { url } = z.object({ url: z.string() }).parse((await must(`${pipeline}/triggers/in/address`, {})).answer);
  const path = new URL(url).pathname;
  return async (text) => {
    const { tries, answer } = await request(cluster, { path, text, body: text, headers: textType });
    return { tries, id: Delivered.parse(answer).runId };
  };
}

const jsonType = { "content-type": "application/json" };
const textType = { "content-type": "text/plain" };

type Request = { path: string; text: string; body: string; headers: Record<string, string> };

/** Who gives up says what was answered, and how often: a busy machine answers nothing, a fault of ours the same each time. */
async function request(cluster: ChaosCluster, { path, text, body, headers }: Request) {
  const until = performance.now() + patienceMs;
  const answers = new Map<string, number>();
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(cluster.url + path, {
      method: "POST",
      ...{ body, headers: { ...headers, "idempotency-key": text }, signal: AbortSignal.timeout(20_000) },
    }).catch(() => undefined);
    const told: unknown = await answer?.json().catch(() => undefined);
    if (answer?.ok && told !== undefined) return { tries, answer: told };
    if (answer && answer.status < 500 && answer.status !== 429 && !answer.ok) {
      throw new Error(`${text} was refused: ${answer.status} ${JSON.stringify(told)}`);
    }
    const said = answer ? `${answer.status} ${JSON.stringify(told)?.slice(0, 200)}` : "no answer";
    answers.set(said, (answers.get(said) ?? 0) + 1);
    if (performance.now() > until) {
      const list = [...answers].map(([each, times]) => `${times} × ${each}`).join(", ");
      throw new Error(`${text} was not accepted within five minutes: ${list}`);
    }
    await sleep(100 + Math.min(1000, tries * 50));
  }
}
