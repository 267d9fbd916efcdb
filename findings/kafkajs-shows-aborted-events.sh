#!/usr/bin/env bash
# A kafkajs consumer shows events of transactions that were aborted.
set -euo pipefail
source "$(dirname "$0")/lib/kafka.sh"
folder=$(mktemp -d)
trap 'stop_kafka; rm -rf "$folder"' EXIT
cd "$folder"
start_kafka
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact kafkajs@2.2.4
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: consumers read committed events alone. But an aborted event whose key is four zero bytes, as Java writes the
number 0, is taken for the record that ends an aborted transaction: it is shown, and so is all behind it. And where reading
begins in the middle of two aborted transactions, the consumer knows of one of them only when it looks at the second event.

TEXT

cat >show.mjs <<'CODE'
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka } from "kafkajs";

const kafka = new Kafka({ brokers: [process.env.KAFKA], logLevel: 0, retry: { retries: 20 } });
const admin = kafka.admin();
const producers = ["a", "b"].map((transactionalId) =>
  kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true }),
);
await Promise.all([admin, ...producers].map((one) => one.connect()));

/** Two transactions that are aborted, an event of each in turn, and one that is committed. */
async function write(topic, key) {
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  const aborted = [await producers[0].transaction(), await producers[1].transaction()];
  for (const n of [1, 2])
    for (const [index, one] of aborted.entries())
      await one.send({ topic, messages: [{ key, value: `aborted ${"ab"[index]}${n}` }] });
  for (const one of aborted) await one.abort();
  const committed = await producers[0].transaction();
  await committed.send({ topic, messages: [{ key, value: "committed" }] });
  await committed.commit();
}

async function read(topic, offset) {
  const consumer = kafka.consumer({ groupId: `${topic}-${offset}`, readUncommitted: false });
  const seen = [];
  await admin.setOffsets({ groupId: `${topic}-${offset}`, topic, partitions: [{ partition: 0, offset }] });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ eachMessage: async ({ message }) => void seen.push(String(message.value)) });
  while (!seen.includes("committed")) await sleep(100);
  await consumer.disconnect();
  return seen.join(", ");
}

await write("numbers", Buffer.alloc(4));
await write("texts", "user-1");
console.log(`key of four zero bytes, from 0: ${await read("numbers", "0")}`);
console.log(`another key, from 0: ${await read("texts", "0")}`);
console.log(`another key, from 1: ${await read("texts", "1")}`);
await Promise.all([admin, ...producers].map((one) => one.disconnect()));
CODE

cat >expected.txt <<'TEXT'
key of four zero bytes, from 0: aborted a1, aborted b1, aborted a2, aborted b2, committed
another key, from 0: committed
another key, from 1: aborted b1, committed
TEXT
node --no-warnings show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
