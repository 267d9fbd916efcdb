/** Events that are gone before they are read: deleted by their owner, or compacted. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasJava, type JavaClient, type PlannedBatch, startJavaClient } from "./clients.ts";
import { base64 } from "./planned.ts";
import { brokers, openProduct, type Product } from "./product.ts";

const batch = (texts: readonly string[], key = "k"): PlannedBatch => ({
  codec: "zstd",
  events: texts.map((text) => ({ key: base64(key), value: base64(text), partition: 0 })),
});

describe.skipIf(!hasJava)("events that are gone", () => {
  let product: Product;
  let java: JavaClient;
  beforeAll(async () => {
    [product, java] = await Promise.all([openProduct(), startJavaClient()]);
  });
  afterAll(async () => {
    await Promise.all([product?.[Symbol.asyncDispose](), java?.[Symbol.asyncDispose]()]);
  });

  test("are counted when they were deleted, also while they are read, and those that compaction took are not", async () => {
    const compacted = await product.topic("compacted", 1, {
      ...{ "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.001", "segment.ms": "100" },
      ...{ "max.compaction.lag.ms": "100", "delete.retention.ms": "100" },
    });
    const keeping = await product.follow("compacted", { format: "text", tombstones: "run" });
    for (const key of ["a", "b", "a", "b"])
      await java.write({ brokers, topic: compacted }, [batch([`${key} 1`, `${key} 2`, `${key} 3`], key)]);
    const deleted = await product.topic("deleted", 1);
    const followed = await product.follow("deleted", { format: "text" });
    const where = { brokers, topic: deleted };
    await java.write(where, [batch(Array.from({ length: 10 }, (_, n) => `first ${n}`))]);
    await java.deleteBefore(where, { 0: 7 });
    // Kafka compacts all but the last segment, when it comes to it.
    const kept = async () => (await product.rest("GET", "/topics/compacted/events?limit=100")).length;
    await expect.poll(kept).toBeLessThan(12);
    const left = await kept();

    await product.server.work();
    const values = async (of: typeof followed) => (await of.runs()).map(({ output }) => output.value).sort();
    await expect.poll(() => values(followed)).toEqual(["first 7", "first 8", "first 9"]);
    await expect.poll(async () => (await followed.trigger()).topic).toMatchObject({ lag: 0, lost: 7, dead: 0 });
    expect((await followed.trigger()).error.message).toMatch(/^Up to 7 events of partition 0 .*: the offsets 0 to 6/);
    await expect.poll(async () => (await keeping.trigger()).topic).toMatchObject({ lag: 0, lost: 0, dead: 0 });
    const found = await values(keeping);
    expect(found.length).toBeLessThanOrEqual(left);
    expect(found).toEqual(expect.arrayContaining(["a 3", "b 3"]));
    await java.write(where, [batch(["second"])]);
    await expect.poll(() => values(followed)).toContain("second");
  });
});
