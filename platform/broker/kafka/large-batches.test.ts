import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { mendKafkajs } from "./kafkajs-fixes.ts";

const require = createRequire(import.meta.url);
const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const int32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32();
const int64 = (value: number) => Buffer.from(BigInt64Array.of(BigInt(value)).buffer).swap64();
/** A zigzag number of seven bits a byte. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

/** Kafka's answer to a fetch (version 11): one batch of events without key and headers, each of one letter, and a second one. */
function answer(counts: readonly number[]): Buffer {
  const batches = counts.map((count) => {
    const records = Array.from({ length: count }, (_, index) => {
      const record = [0, 0, ...varint(index), 1, ...varint(1), 120, 0];
      return Buffer.from([...varint(record.length), ...record]);
    });
    const times = [int64(0), int64(0)];
    const noProducer = [int64(-1), int16(0xffff), int32(0xffff_ffff)];
    // Epoch, format, checksum, attributes, and how many there are.
    const body = [
      int32(0),
      Buffer.from([2]),
      int32(0),
      int16(0),
      int32(count - 1),
      ...times,
      ...noProducer,
      int32(count),
    ];
    const batch = Buffer.concat([...body, ...records]);
    return Buffer.concat([int64(0), int32(batch.length), batch]);
  });
  const messages = Buffer.concat(batches);
  const partition = [
    int32(0),
    int16(0),
    int64(0),
    int64(0),
    int64(0),
    int32(0),
    int32(0),
    int32(messages.length),
    messages,
  ];
  const topic = [int16(1), Buffer.from("t"), int32(1), ...partition];
  return Buffer.concat([int32(0), int16(0), int32(0), int32(1), ...topic]);
}

test("a batch of more events than a call takes arguments is read whole, and what is behind it", async () => {
  mendKafkajs();
  const { decode } = require("kafkajs/src/protocol/requests/fetch/v11/response.js");
  const { responses } = await decode(answer([200_000, 3]));
  const [{ messages }] = responses[0].partitions;
  expect(messages).toHaveLength(200_003);
  expect(messages.at(-4)).toMatchObject({ offset: "199999", value: Buffer.from("x") });
});
