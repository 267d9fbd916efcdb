import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { demoExample, demoTopics } from "../../lib/demo/demo-names.ts";
import { type InventedReader, inventReaders, nextInteraction } from "../../lib/demo/invented-readers.ts";
import { defaultPartitions } from "../../lib/topics/topic.ts";
import { type Api, openApi, v1 } from "../verify/api.ts";
import { Problem } from "../verify/problem.ts";
import type { DemoOptions } from "./read-demo-options.ts";

const Pipelines = z.array(
  z.object({ id: z.string(), exampleKey: z.string().optional(), isOn: z.object({}).optional() }),
);
const Triggers = z.object({
  triggers: z.array(
    z.object({ events: z.number(), topic: z.object({ lag: z.number().nullable() }).nullable() }).loose(),
  ),
});
const Anything = z.unknown();

/** So often a call publishes, and so often a line is said. */
const tickMs = 200;
const reportMs = 5000;
const mostAtOnce = 1000;

export type DemoOutput = { say(line: string): void; signal: AbortSignal };

/** Plays until the signal, or as long as the options say. Throws a Problem that says what to do. */
export async function playInteractions(options: DemoOptions, { say, signal }: DemoOutput): Promise<void> {
  const api = openApi(options);
  const { id, isOn: wasOn } = await findExample(api);
  for (const name of Object.values(demoTopics)) await ensureTopic(api, name);
  const isOn = wasOn || options.switchOn;
  if (isOn && !wasOn) await api.call("POST", `${v1}/pipelines/${id}/activate`, { schema: Anything, body: {} });
  const readers = inventReaders(options.readers);
  const rate = `${options.perSecond} interaction${options.perSecond === 1 ? "" : "s"} a second`;
  say(`Plays ${rate} of ${readers.length} invented readers into the topic “${demoTopics.interactions}”.`);
  if (isOn) say(`Watch it at ${options.url}/demo/recommendations. Ctrl+C ends it.`);
  else say(`Nothing listens: the example is switched off. Switch it on at ${options.url}/demo/recommendations,`);
  if (!isOn) say("or start this with --switch-on. What is published before that starts no run.");
  const published = await play({ api, options, readers, signal }, async (count) => say(await report(api, id, count)));
  say(`${published} interactions were published.`);
}

async function findExample(api: Api): Promise<{ id: string; isOn: boolean }> {
  const { value } = await api.call("GET", `${v1}/pipelines`, { schema: Pipelines });
  const found = value.find(({ exampleKey }) => exampleKey === demoExample);
  if (!found) {
    const advice =
      "It was deleted, or the key is one of another workspace. Use a key of the workspace that npm start made.";
    throw new Problem("The example “Recommendations in real time” is not in this workspace.", advice);
  }
  return { id: found.id, isOn: found.isOn !== undefined };
}

async function ensureTopic(api: Api, name: string): Promise<void> {
  const body = { name, partitions: defaultPartitions, retentionHours: 24 };
  await api.call("POST", `${v1}/topics`, { schema: Anything, body, accepts: [409] });
}

type Playing = { api: Api; options: DemoOptions; readers: readonly InventedReader[]; signal: AbortSignal };

/** Catches up after a pause of the machine, within a second's worth. Gives how many it has published. */
async function play(
  { api, options, readers, signal }: Playing,
  onReport: (published: number) => Promise<void>,
): Promise<number> {
  const { perSecond, seconds = Number.POSITIVE_INFINITY, explain } = options;
  const since = performance.now();
  let published = 0;
  let due = 0;
  let last = since;
  let reportAt = since + reportMs;
  while (!signal.aborted && last - since < seconds * 1000) {
    await sleep(tickMs, undefined, { signal }).catch(() => {});
    const now = performance.now();
    due = Math.min(due + ((now - last) / 1000) * perSecond, Math.max(perSecond, 1));
    last = now;
    const count = Math.min(Math.floor(due), mostAtOnce);
    due -= count;
    if (count > 0) await publish(api, { count, readers, explain });
    published += count;
    if (now < reportAt || signal.aborted) continue;
    reportAt = now + reportMs;
    await onReport(published);
  }
  return published;
}

type Batch = { count: number; readers: readonly InventedReader[]; explain: boolean };

async function publish(api: Api, { count, readers, explain }: Batch): Promise<void> {
  const events = Array.from({ length: count }, () => {
    const interaction = nextInteraction(readers, Math.random, new Date());
    return { key: interaction.user, value: explain ? { ...interaction, explain: true } : interaction };
  });
  await api.call("POST", `${v1}/topics/${demoTopics.interactions}/events`, { schema: Anything, body: events });
}

async function report(api: Api, id: string, published: number): Promise<string> {
  const { value } = await api.call("GET", `${v1}/pipelines/${id}/triggers`, { schema: Triggers });
  const [trigger] = value.triggers;
  const lag = trigger?.topic?.lag ?? null;
  const waiting = lag === null ? "" : lag === 0 ? "; none waits" : `; ${lag} wait`;
  return `${published} published; the example has started ${trigger?.events ?? 0} runs since it was switched on${waiting}.`;
}
