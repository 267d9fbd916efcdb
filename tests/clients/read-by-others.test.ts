/** Events of ours in the hands of other people's clients: the same bytes, in the partitions where their own would put them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graphOf } from "../engine/fixtures.ts";
import {
  hasJava,
  type JavaClient,
  type PlannedEvent,
  pythonClient,
  pythonWithClients,
  type ReadEvent,
  startJavaClient,
} from "./clients.ts";
import { base64 } from "./planned.ts";
import { brokers, openProduct, type Product } from "./product.ts";

const partitions = 7;
const keys = [
  ...Array.from({ length: 40 }, (_, n) => `user-${n}`),
  "ünï",
  "日本語",
  "a",
  "a much longer key ".repeat(20),
];

describe.skipIf(!hasJava || pythonWithClients === "")("others' clients", () => {
  let product: Product;
  let java: JavaClient;
  beforeAll(async () => {
    [product, java] = await Promise.all([openProduct(), startJavaClient()]);
    await product.server.work();
  });
  afterAll(async () => {
    await Promise.all([product?.[Symbol.asyncDispose](), java?.[Symbol.asyncDispose]()]);
  });

  test("read what REST and the Publish event node publish, where their own partitioners put its keys", async () => {
    const topic = await product.topic("ours", partitions);
    const big = 7615917337495251231n;
    const events = keys.map((key, n) => ({ key, value: { n, text: "x".repeat(500) }, headers: { kind: `k${n}` } }));
    await product.rest("POST", "/topics/ours/events", [...events, { key: "gone", value: null }, { value: "no key" }]);
    const graph = graphOf(
      {
        in: [
          "input",
          {
            fields: [
              { name: "key", kind: "text" },
              { name: "value", kind: "any" },
              { name: "headers", kind: "json" },
            ],
          },
        ],
        send: ["publish", { topic: "ours", key: "{{ key }}" }],
        out: ["output", { fields: [{ name: "partition", kind: "number" }] }],
      },
      ["in.key > send.key", "in.value > send.value", "in.headers > send.headers", "send.partition > out.partition"],
    );
    const { id } = await product.ada.api.pipelines.create({ name: "Publish", graph });
    const inputs = { key: "by a run", value: { id: big }, headers: { kind: "node", empty: "" } };
    const run = await product.ada.api.runs.start({ pipelineId: id, inputs });
    await expect.poll(async () => (await product.ada.api.runs.get({ id: run.id })).status).toBe("succeeded");

    const where = { brokers, topic };
    const count = events.length + 3;
    const clients = [java, pythonClient("librdkafka"), pythonClient("aiokafka")];
    const found = await Promise.all(clients.map((client) => client.read(where, count)));
    for (const read of found) {
      const text = (bytes: string | null | undefined) => (bytes ? Buffer.from(bytes, "base64").toString() : bytes);
      const byKey = new Map(read.map((event: ReadEvent) => [text(event.key), event]));
      for (const { key, value, headers } of events) {
        expect(text(byKey.get(key)?.value)).toBe(JSON.stringify(value));
        expect(byKey.get(key)?.headers).toEqual([["kind", base64(headers.kind)]]);
      }
      expect(byKey.get("gone")?.value).toBeNull();
      expect(text(byKey.get(null)?.value)).toBe("no key");
      expect(text(byKey.get("by a run")?.value)).toBe(`{"id":${big}}`);
      expect(byKey.get("by a run")?.headers).toEqual(
        expect.arrayContaining([
          ["kind", base64("node")],
          ["empty", ""],
        ]),
      );
    }

    const placed = new Map(found[0]?.map(({ key, partition }) => [key, partition]));
    const planned: PlannedEvent[] = [...keys, "by a run"].map((key) => ({ key: base64(key), value: base64("theirs") }));
    for (const client of clients) {
      const places = await client.write({ brokers, topic }, [{ codec: "none", events: planned }]);
      expect(places.map(([partition]) => partition)).toEqual(planned.map(({ key }) => placed.get(key ?? null)));
    }
    expect(new Set(placed.values()).size).toBe(partitions);
  });
});
