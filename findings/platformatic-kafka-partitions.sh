#!/usr/bin/env bash
# @platformatic/kafka puts many keys into other partitions than the other Kafka clients do.
set -euo pipefail
source "$(dirname "$0")/lib/kafka.sh"
folder=$(mktemp -d)
trap 'stop_kafka; rm -rf "$folder"' EXIT
cd "$folder"
start_kafka
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @platformatic/kafka@2.12.1 kafkajs@2.2.4 node@24.21.0
npm ls --depth=0 | tail -n +2
PATH="$PWD/node_modules/.bin:$PATH"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check aiokafka==0.14.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep aiokafka
cat <<'TEXT'
What surprises: all of these clients make the partition of a key from its murmur2 hash, and kafkajs and aiokafka agree, as Java
does. @platformatic/kafka reads many of the hashes as other numbers, unless its compatibilityPartitioner is asked for. Where a
service moves to it, or two services write to one topic, the events of one key lie in two partitions, so their order is lost.

TEXT

cat >show.mjs <<'CODE'
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { compatibilityPartitioner, Producer, stringSerializers } from "@platformatic/kafka";
import { Kafka, Partitioners } from "kafkajs";

const kafka = new Kafka({ brokers: [process.env.KAFKA], logLevel: 0, retry: { retries: 20 } });
const admin = kafka.admin();
await admin.connect();
const topics = ["platformatic", "compatible", "kafkajs", "aiokafka"];
await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 6 })) });
const keys = ["a", "b", "order-1", "order-2", "order-3"];
const common = { clientId: "p", bootstrapBrokers: [process.env.KAFKA], serializers: stringSerializers };
for (const [topic, more] of Object.entries({ platformatic: {}, compatible: { partitioner: compatibilityPartitioner } })) {
  const newer = new Producer({ ...common, ...more });
  await newer.send({ messages: keys.map((key) => ({ topic, key, value: key })), acks: -1 });
  await newer.close();
}
const older = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await older.connect();
await older.send({ topic: "kafkajs", messages: keys.map((key) => ({ key, value: key })) });
await older.disconnect();
await promisify(execFile)("venv/bin/python", ["send.py", ...keys]);
const partitions = {};
const consumer = kafka.consumer({ groupId: "g" });
await consumer.connect();
await consumer.subscribe({ topics, fromBeginning: true });
const isWhole = (topic) => Object.keys(partitions[topic] ?? {}).length === keys.length;
await new Promise((done) => {
  consumer.run({
    async eachMessage({ topic, partition, message }) {
      (partitions[topic] ??= {})[message.key.toString()] = partition;
      if (topics.every(isWhole)) done();
    },
  });
});
for (const key of keys) console.log(`${key}: ${topics.map((topic) => `${topic} ${partitions[topic][key]}`).join(", ")}`);
process.exit(0);
CODE

cat >expected.txt <<'TEXT'
a: platformatic 0, compatible 4, kafkajs 4, aiokafka 4
b: platformatic 4, compatible 2, kafkajs 2, aiokafka 2
order-1: platformatic 4, compatible 4, kafkajs 4, aiokafka 4
order-2: platformatic 5, compatible 3, kafkajs 3, aiokafka 3
order-3: platformatic 5, compatible 3, kafkajs 3, aiokafka 3
TEXT
cat >send.py <<'CODE'
import asyncio, os, sys
from aiokafka import AIOKafkaProducer
async def main():
    async with AIOKafkaProducer(bootstrap_servers=os.environ["KAFKA"]) as producer:
        for key in sys.argv[1:]: await producer.send_and_wait("aiokafka", key.encode(), key=key.encode())
asyncio.run(main())
CODE
node --no-warnings show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
