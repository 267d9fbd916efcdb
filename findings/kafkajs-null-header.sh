#!/usr/bin/env bash
# kafkajs reads a header whose value is null and refuses to send it on, and with it all else in the call.
set -euo pipefail
source "$(dirname "$0")/lib/kafka.sh"
folder=$(mktemp -d)
trap 'stop_kafka; rm -rf "$folder"' EXIT
cd "$folder"
start_kafka
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact kafkajs@2.2.4
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check confluent-kafka==2.16.1
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep confluent
cat <<'TEXT'
What surprises: null is a valid value of a header, and kafkajs gives it as null to who reads. Sending the message as it was
read rejects with a bare TypeError that names neither topic nor header and is not marked as final or as temporary. Nothing
of that sendBatch is sent, also what goes to other topics: a dead-letter topic stays empty as well.

TEXT

cat >show.mjs <<'CODE'
import { Kafka } from "kafkajs";

const kafka = new Kafka({ brokers: [process.env.KAFKA], logLevel: 0, retry: { retries: 20 } });
const admin = kafka.admin();
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: "reader" });
await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);

await consumer.subscribe({ topic: "orders", fromBeginning: true });
const read = await new Promise((resolve) => consumer.run({ eachMessage: async ({ message }) => resolve(message) }));
console.log(`read: value ${read.value}, headers ${JSON.stringify(read.headers)}`);
const topicMessages = [
  { topic: "audit", messages: [{ value: "an order came" }] },
  { topic: "copies", messages: [{ value: read.value, headers: read.headers }] },
];
const error = await producer.sendBatch({ topicMessages }).catch((thrown) => thrown);
console.log(`sent on: ${error.name}, retriable: ${error.retriable}, ${error.message.split(".").at(-1).trim()}`);
for (const topic of ["audit", "copies"]) {
  const [{ high }] = await admin.fetchTopicOffsets(topic);
  console.log(`messages in ${topic}: ${high}`);
}
await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()]);
CODE

cat >expected.txt <<'TEXT'
read: value an order, headers {"trace":null}
sent on: TypeError, retriable: undefined, Received null
messages in audit: 0
messages in copies: 0
TEXT
cat >prepare.py <<'CODE'
import os
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

servers = {"bootstrap.servers": os.environ["KAFKA"]}
admin = AdminClient(servers)
for made in admin.create_topics([NewTopic(name, 1, 1) for name in ("orders", "audit", "copies")]).values():
    made.result()
producer = Producer(servers)
producer.produce("orders", "an order", headers=[("trace", None)])
producer.flush()
CODE
venv/bin/python prepare.py

node --no-warnings show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
