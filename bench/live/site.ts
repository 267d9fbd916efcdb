/** What the live benches have in common: a pipeline that is switched on, events for it, and when each of their runs ended. */
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka, logLevel, type Producer } from "kafkajs";
import { z } from "zod";
import { topics as messages, RunsAdvanced } from "../../lib/messages.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { type Db, openDb } from "../../platform/database/db.ts";
import { openLog } from "../../platform/log.ts";
import { openTopics } from "../../platform/topics/open.ts";
import { openStack, type Stack } from "../stack.ts";

const Created = z.object({ id: z.string() });
const TopicMade = z.object({ kafkaTopic: z.string().nullable() });
const patienceMs = 120_000;

type LiveEvent = { key: string; value: object };
export type Site = AsyncDisposable & {
  stack: Stack;
  db: Db;
  workspaceId: string;
  rest(method: string, path: string, body?: object): Promise<unknown>;
  /** Makes the topic, and answers with its name in Kafka, or null. */
  topic(name: string): Promise<string | null>;
  /** Publishes and switches on. */
  switchOn(name: string, graph: object): Promise<string>;
  /** Resolves when the events are in the topic, written by a plain client where that is Kafka. */
  publish(topic: string, events: readonly LiveEvent[]): Promise<void>;
  /** When the end of each run was heard of, by the clock of this process, by the number `n` in its event. */
  endsOf(pipelineId: string, count: number): Promise<Map<number, number>>;
};

export async function openSite(broker: "postgres" | "kafka"): Promise<Site> {
  await using opened = new AsyncDisposableStack();
  const stack = opened.use(await openStack(broker));
  const { kafkaBrokers } = stack;
  const db = openDb(stack.databaseUrl, { name: "bench" });
  opened.defer(() => db.close());
  const client = { kafkaBrokers, pool: db.pool, clientId: "bench", log: openLog("silent", "bench") };
  const ended = await hearEnds(client, opened);
  const topics = openTopics(client);
  opened.defer(() => topics.close());
  const producer = kafkaBrokers.length > 0 ? await openProducer(kafkaBrokers) : undefined;
  if (producer) opened.defer(() => producer.disconnect());
  const { id: workspaceId } = await db.prisma.workspace.findFirstOrThrow();
  const kafkaNames = new Map<string, string | null>();
  const rest = makeRest(stack);
  const owned = opened.move();
  return {
    ...{ stack, db, workspaceId, rest },
    async topic(name) {
      const { kafkaTopic } = TopicMade.parse(await rest("POST", "/topics", { name, retentionHours: 1 }));
      kafkaNames.set(name, kafkaTopic);
      return kafkaTopic;
    },
    async switchOn(name, graph) {
      const { id } = Created.parse(await rest("POST", "/pipelines", { name, graph }));
      await rest("POST", `/pipelines/${id}/versions`, {});
      await rest("POST", `/pipelines/${id}/activate`, {});
      return id;
    },
    async publish(name, events) {
      const topic = kafkaNames.get(name);
      const texts = events.map(({ key, value }) => ({ key, value: JSON.stringify(value) }));
      if (producer && topic) {
        await producer.send({ topic, acks: -1, messages: texts });
        return;
      }
      const asBytes = texts.map(({ key, value }) => ({
        key: Buffer.from(key),
        value: Buffer.from(value),
        headers: [],
      }));
      await topics.publish(workspaceId, name, asBytes);
    },
    endsOf: (pipelineId, count) => endsOf(db, { ended, pipelineId, count }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Client = Parameters<typeof openTopics>[0] & { kafkaBrokers: string[] };

/** When the end of each run was heard of, by its id. */
async function hearEnds(client: Client, opened: AsyncDisposableStack): Promise<ReadonlyMap<string, number>> {
  const ended = new Map<string, number>();
  const broker = await openBroker({ ...client, secret: "a bench reads no wake-ups, so any will do" });
  opened.defer(() => broker.close());
  const subscription = await broker.listen({
    topics: [messages.events],
    handle(some) {
      const at = performance.now();
      for (const { value } of some) {
        for (const [id, , state] of RunsAdvanced.safeParse(value).data?.runs ?? []) {
          if (state === "finished" && !ended.has(id)) ended.set(id, at);
        }
      }
    },
  });
  opened.defer(() => subscription.close());
  return ended;
}

function makeRest({ api }: Stack): Site["rest"] {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${api.key}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${api.url}${path}`, { method, headers, ...sent });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${await response.text()}`);
    return await response.json();
  };
}

type Wanted = { ended: ReadonlyMap<string, number>; pipelineId: string; count: number };

async function endsOf({ pool }: Db, { ended, pipelineId, count }: Wanted): Promise<Map<number, number>> {
  const until = performance.now() + patienceMs;
  const text = `SELECT id, (input->'value'->>'n')::int AS n FROM "Run" WHERE "pipelineId" = $1 AND status = 'succeeded'`;
  while (performance.now() < until) {
    const { rows } = await pool.query<{ id: string; n: number }>(text, [pipelineId]);
    const known = rows.flatMap(({ id, n }) => (ended.has(id) ? [[n, ended.get(id) ?? 0] as const] : []));
    if (known.length >= count) return new Map(known);
    await sleep(500);
  }
  throw new Error(`not all of ${count} runs ended in ${patienceMs / 1000} s`);
}

async function openProducer(brokers: string[]): Promise<Producer> {
  const producer = new Kafka({ brokers, clientId: "bench-producer", logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  return producer;
}
