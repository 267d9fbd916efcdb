#!/usr/bin/env bash
# A kafkajs consumer gets partitions of a group of the new protocol while kafkajs describes that group as dead.
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
What surprises: members of the group protocol of KIP-848 and of the older one can share a group id. The partitions are
divided among both, and describeGroups(), which knows only the older protocol, answers without an error that the group is
"Dead" and has no members. A page that shows that state is wrong while messages are handled.

TEXT

cat >show.mjs <<'CODE'
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka } from "kafkajs";

const kafka = new Kafka({ brokers: [process.env.KAFKA], logLevel: 0, retry: { retries: 20 } });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic: "orders", numPartitions: 4 }] });
const newer = spawn("venv/bin/python", ["member.py"]);
const newerHas = (count) => existsSync("partitions") && readFileSync("partitions", "utf8").split(" ").length === count;

async function describe(when) {
  const [{ state, members, errorCode }] = (await admin.describeGroups(["shared"])).groups;
  console.log(`${when}: state ${state}, members ${members.length}, error code ${errorCode}`);
}

while (!newerHas(4)) await sleep(200);
await describe("a newer member alone, with 4 partitions");
const consumer = kafka.consumer({ groupId: "shared" });
let own = [];
consumer.on("consumer.group_join", ({ payload }) => {
  own = payload.memberAssignment.orders ?? [];
});
await consumer.connect();
await consumer.subscribe({ topic: "orders", fromBeginning: true });
await consumer.run({ eachMessage: async () => {} });
while (!newerHas(2) || own.length !== 2) await sleep(200);
await describe("a newer member and kafkajs, with 2 partitions each");
await consumer.disconnect();
newer.kill();
await admin.disconnect();
CODE

cat >expected.txt <<'TEXT'
a newer member alone, with 4 partitions: state Dead, members 0, error code 0
a newer member and kafkajs, with 2 partitions each: state Dead, members 0, error code 0
TEXT
cat >member.py <<'CODE'
import os
from confluent_kafka import Consumer

group = {"group.id": "shared", "group.protocol": "consumer", "auto.offset.reset": "earliest"}
consumer = Consumer({"bootstrap.servers": os.environ["KAFKA"], **group})
consumer.subscribe(["orders"])
while True:
    consumer.poll(0.2)
    with open("partitions.new", "w") as file:
        file.write(" ".join(str(part.partition) for part in consumer.assignment()))
    os.replace("partitions.new", "partitions")
CODE

node --no-warnings show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
