#!/usr/bin/env bash
# Behind transactions a kafkajs consumer of single messages keeps a lag that never becomes zero.
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
What surprises: a transaction ends with a record of its own, and aborted records are passed over. eachMessage commits the
last message that it saw plus one and stands still there; eachBatch commits behind what it passed over. A program
that waits for a lag of zero, or scales by it, never gets there with eachMessage although all is handled.

TEXT

cat >show.mjs <<'CODE'
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka } from "kafkajs";

const kafka = new Kafka({ brokers: [process.env.KAFKA], logLevel: 0, retry: { retries: 20 } });
const admin = kafka.admin();
const producer = kafka.producer({ transactionalId: "shop", maxInFlightRequests: 1, idempotent: true });
await Promise.all([admin.connect(), producer.connect()]);
const topic = "orders";
await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
for (const { values, end } of [{ values: ["1", "2"], end: "commit" }, { values: ["3"], end: "abort" }]) {
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: values.map((value) => ({ value })) });
  await transaction[end]();
}

const ways = {
  eachMessage: (seen) => ({ eachMessage: async ({ message }) => void seen.push(message.value) }),
  eachBatch: (seen) => ({ eachBatch: async ({ batch }) => void seen.push(...batch.messages.map(({ value }) => value)) }),
};
for (const [groupId, way] of Object.entries(ways)) {
  const consumer = kafka.consumer({ groupId });
  const seen = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run(way(seen));
  while (seen.length < 2) await sleep(100);
  // Long enough for several empty fetches and commits.
  await sleep(8000);
  await consumer.disconnect();
  const [{ partitions: [{ offset }] }] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const [{ high }] = await admin.fetchTopicOffsets(topic);
  console.log(`${groupId}: handled ${seen.join(" ")}, committed ${offset}, end ${high}, lag ${high - offset}`);
}
await Promise.all([producer.disconnect(), admin.disconnect()]);
CODE

cat >expected.txt <<'TEXT'
eachMessage: handled 1 2, committed 2, end 5, lag 3
eachBatch: handled 1 2, committed 5, end 5, lag 0
TEXT
node --no-warnings show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
