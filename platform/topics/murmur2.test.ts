import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { murmur2, partitionForKey } from "./murmur2.ts";

/**
 * Made by Kafka's own Utils.murmur2 and BuiltInPartitioner.partitionForKey (kafka-clients 4.1.1): key in base64, hash, and
 * the partition of 1, 3, 12 and 100.
 */
const file = new URL("../../tests/fixtures/topics/murmur2.json", import.meta.url);
const Vectors = z.array(z.tuple([z.string(), z.int(), z.int(), z.int(), z.int(), z.int()]));

test("keys land where Java's clients put them", () => {
  const vectors = Vectors.parse(JSON.parse(readFileSync(file, "utf8")));
  expect(vectors.length).toBeGreaterThan(40);
  for (const [base64, hash, ...partitions] of vectors) {
    const key = Buffer.from(base64, "base64");
    expect(murmur2(key), base64).toBe(hash);
    expect(
      [1, 3, 12, 100].map((count) => partitionForKey(key, count)),
      base64,
    ).toEqual(partitions);
  }
});
