/** Events that other people's clients write, live: each becomes one run with its own bytes, whatever the client does. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBytes } from "../../lib/topics/topic.ts";
import {
  type Client,
  hasJava,
  type JavaClient,
  type Place,
  type PlannedEvent,
  pythonClient,
  pythonWithClients,
  startJavaClient,
} from "./clients.ts";
import {
  base64,
  bulky,
  codecs,
  committed,
  created,
  openTransaction,
  partitions,
  peculiar,
  transactions,
} from "./planned.ts";
import { brokers, openProduct, type Product, type Run } from "./product.ts";

const perCodec = 30;

describe.skipIf(!hasJava || pythonWithClients === "")("written by", () => {
  let product: Product;
  let java: JavaClient;
  beforeAll(async () => {
    [product, java] = await Promise.all([openProduct(), startJavaClient()]);
    await product.server.work();
  });
  afterAll(async () => {
    await Promise.all([product?.[Symbol.asyncDispose](), java?.[Symbol.asyncDispose]()]);
  });

  const clients: [string, () => Client][] = [
    ["librdkafka", () => pythonClient("librdkafka")],
    ["aiokafka", () => pythonClient("aiokafka")],
    ["Java", () => java],
  ];

  test.each(clients)(
    "%s, with every codec and transaction, each event is one run with its bytes",
    async (name, open) => {
      const client = open();
      const topic = await product.topic(name, partitions.count, { "message.timestamp.type": "CreateTime" });
      const where = { brokers, topic };
      const followed = await product.follow(name, { tombstones: "run", order: "none", concurrency: 500 });
      const bulk = codecs.map((codec, partition) => ({ codec, events: bulky(perCodec, partition) }));
      const plain = [...bulk, { codec: "none" as const, events: peculiar }];
      const places = await client.write(where, plain);
      await client.write(where, transactions);
      const unfinished = await client.writeOpen(where, openTransaction);

      const sent = [...plain.flatMap(({ events }) => events), ...committed];
      await expect.poll(async () => (await followed.runs()).length).toBe(sent.length);
      await unfinished.commit();
      const all = [...sent, ...openTransaction.flatMap(({ events }) => events)];
      await expect.poll(async () => (await followed.trigger()).topic).toMatchObject({ lag: 0, dead: 0, lost: 0 });
      const runs = await followed.runs();
      expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(["succeeded"]));
      expect(runs.map(({ output }) => output.value).sort()).toEqual(all.map(({ value }) => value ?? null).sort());
      expectRuns(
        runs,
        places,
        plain.flatMap(({ events }) => events),
      );

      const sizes = await java.sizes(where);
      for (const [partition, { codec, events }] of bulk.entries()) {
        const whole = events.reduce((sum, { value }) => sum + Buffer.from(value ?? "", "base64").length, 0);
        expect(sizes[partition], `${codec} is compressed`).toBeLessThan(whole / 3);
      }
      await expectPage(name, places.slice(-peculiar.length));
    },
  );

  function expectRuns(runs: readonly Run[], places: readonly Place[], events: readonly PlannedEvent[]): void {
    const byPlace = new Map(runs.map((run) => [`${run.input.partition}/${run.input.offset}`, run]));
    for (const [index, event] of events.entries()) {
      const run = byPlace.get((places[index] ?? []).join("/"));
      const { key, value, timestamp = 0, headers = [] } = event;
      const text = key ? readBytes(Buffer.from(key, "base64")).text : "";
      expect(run?.output.value).toBe(value);
      expect(run?.input).toMatchObject({ key: text, tombstone: value === null });
      expect(run?.input.timestamp).toBe(new Date(timestamp).toISOString());
      expect(Object.keys(Object(run?.input.headers)).sort()).toEqual(
        [...new Set(headers.map(([name]) => name))].sort(),
      );
    }
    const withHeaders = runs.find(({ input }) => input.key === "with headers");
    expect(withHeaders?.input.headers).toMatchObject({
      ...{ kind: ["first", "second"], none: null, empty: "", 10: "ten", 2: "two", constructor: ["one", null] },
      binary: base64(Buffer.from([0, 255, 128, 10])),
    });
  }

  /** The page of topics and REST read the same. */
  async function expectPage(name: string, places: readonly Place[]): Promise<void> {
    const found = await product.rest("GET", `/topics/${name}/events?limit=200`);
    for (const [index, [partition, offset]] of places.entries()) {
      const { key, value, timestamp, headers = [] } = peculiar[index]!;
      const view = (bytes: string | null) => (bytes === null ? null : readBytes(Buffer.from(bytes, "base64")));
      const event = found.find(
        (one: Place & object) => Object(one).partition === partition && Object(one).offset === offset,
      );
      expect(event).toMatchObject({ key: view(key ?? null), value: view(value ?? null) });
      expect(event.timestamp).toBe(new Date(timestamp).toISOString());
      const sorted = (some: { name: string }[]) => some.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(sorted(event.headers)).toEqual(
        sorted(headers.map(([header, one]) => ({ name: header, value: view(one) }))),
      );
    }
  }

  test.each(clients)("%s, an event has the broker's time where the topic says so", async (name, open) => {
    const topic = await product.topic(`${name}-appended`, 1, { "message.timestamp.type": "LogAppendTime" });
    const before = Date.now();
    const followed = await product.follow(`${name}-appended`);
    const events = ["1", "2"].map((text) => ({ key: null, value: base64(text), timestamp: created }));
    await open().write({ brokers, topic }, [{ codec: "zstd", events }]);
    await expect.poll(async () => (await followed.runs()).length).toBe(2);
    for (const { input } of await followed.runs())
      expect(Date.parse(String(input.timestamp))).toBeGreaterThanOrEqual(before);
  });
});
