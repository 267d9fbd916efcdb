import { readFileSync } from "node:fs";
import { CompressionCodecs, CompressionTypes } from "kafkajs";
import { expect, test } from "vitest";
import { z } from "zod";
import { addCodecs } from "./codecs.ts";
import { readLz4 } from "./lz4.ts";
import { readSnappy } from "./snappy.ts";

/**
 * Made by Google's snappy (cramjam 2 from PyPI) and the lz4 library (lz4 4 from PyPI), in base64: of lines that repeat, with the
 * frame of snappy-java, with blocks that depend on each other and all checksums; and of noise, which does not get smaller.
 */
const file = new URL("../../../tests/fixtures/kafka/codecs.json", import.meta.url);
const Base64 = z.string().transform((text) => Buffer.from(text, "base64"));
const names = ["snappy", "snappyFramed", "lz4", "lz4Linked", "noise", "lz4Noise", "snappyNoise"] as const;
const data = z.record(z.enum(names), Base64).parse(JSON.parse(readFileSync(file, "utf8")));

const lines = Array.from({ length: 2500 }, (_, n) => {
  const item = ["Dracula", "Emma", "Ulysses"][n % 3];
  return `${JSON.stringify({ user: `user-${n % 13}`, item, n: n % 50 })}\n`;
}).join("");
const most = 1_000_000;

test("what others' clients compressed is read as it was", () => {
  for (const name of ["snappy", "snappyFramed"] as const)
    expect(readSnappy(data[name], most).toString() === lines, name).toBe(true);
  for (const name of ["lz4", "lz4Linked"] as const)
    expect(readLz4(data[name], most).toString() === lines, name).toBe(true);
  expect(readSnappy(data.snappyNoise, most)).toEqual(data.noise);
  expect(readLz4(data.lz4Noise, most)).toEqual(data.noise);
  expect(readLz4(Buffer.concat([data.lz4Noise, data.lz4Noise]), most)).toEqual(Buffer.concat([data.noise, data.noise]));
});

test("broken data and what would fill the memory are refused", () => {
  for (const [read, whole] of [
    [readSnappy, data.snappy],
    [readSnappy, data.snappyFramed],
    [readLz4, data.lz4Linked],
  ] as const) {
    expect(() => read(whole, 1000)).toThrow(/bytes when it is read/);
    expect(() => read(whole.subarray(0, whole.length - 40), most)).toThrow();
    for (let at = 20; at < whole.length; at += 997) {
      const bent = Buffer.from(whole);
      bent[at] = (bent[at] ?? 0) ^ 0xff;
      // It throws, or gives other bytes: it never reads or writes outside of them.
      try {
        read(bent, most);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Error);
      }
    }
  }
});

test("kafkajs knows the codecs", async () => {
  addCodecs();
  const codec = CompressionCodecs[CompressionTypes.Snappy]?.();
  expect((await codec.decompress(data.snappyFramed)).toString() === lines).toBe(true);
});
