/**
 * kafkajs 2.2.4 passes all records of a batch as arguments of one call. A batch of small events, from some 120,000 on, is more
 * than a call takes: it fails as often as it is read, and nothing behind it is ever read. So records are gathered one by one;
 * all else is as in the module whose place this takes, which kafkajs loads with its first fetch.
 */
export function readLargeBatches(require: NodeJS.Require): void {
  const former = "kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js";
  const original: unknown = require(former);
  const Decoder: unknown = require("kafkajs/src/protocol/decoder.js");
  const readBatch: unknown = require("kafkajs/src/protocol/recordBatch/v0/decoder.js");
  const loaded = require.cache[require.resolve(former)];
  if (!loaded || !isRead<unknown[]>(original) || !isRead<RecordBatch>(readBatch) || !isDecoder(Decoder)) return;
  loaded.exports = async (decoder: Decoder) => {
    const begin = decoder.offset;
    const size = decoder.readInt32();
    if (size <= magicAt || !decoder.canReadBytes(size) || decoder.buffer[decoder.offset + magicAt] !== recordBatches) {
      decoder.offset = begin;
      return await original(decoder);
    }
    const batches = new Decoder(decoder.readBytes(size));
    const records: unknown[] = [];
    while (batches.canReadBytes(smallestBatch)) {
      try {
        for (const record of (await readBatch(batches)).records) records.push(record);
      } catch (error) {
        // Kafka cuts the last one off where the answer is full.
        if (error instanceof Error && error.name === "KafkaJSPartialMessageError") break;
        throw error;
      }
    }
    return records;
  };
}

/** The byte that says in which format messages are, and the one of today's (KIP-98). */
const magicAt = 16;
const recordBatches = 2;
/** As kafkajs has it. */
const smallestBatch = 49;

type RecordBatch = { records: unknown[] };
type Decoder = {
  buffer: Buffer;
  offset: number;
  readInt32(): number;
  canReadBytes(size: number): boolean;
  readBytes(size: number): Buffer;
};

function isRead<Answer>(value: unknown): value is (decoder: Decoder) => Promise<Answer> {
  return typeof value === "function";
}

function isDecoder(value: unknown): value is new (buffer: Buffer) => Decoder {
  return typeof value === "function" && typeof value.prototype?.readInt32 === "function";
}
