#!/usr/bin/env bash
# CloudEvents' libraries read and write Kafka messages in forms that Kafka clients do not have.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact cloudevents@10.0.0
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep cloudevents
cat <<'TEXT'
What surprises: Kafka clients for Node give header values as Buffers. From these npm's toEvent() makes an event whose id
and type are Buffers, or throws a TypeError when there is a content type. What its binary() writes has an object as value
and headers that are undefined, which clients refuse. Python writes the partition key as key and as header; when the
message is sent on under another key, the header keeps the old one, and the reader believes the key.

TEXT

cat >show.mjs <<'CODE'
import { CloudEvent, Kafka } from "cloudevents";

const said = { id: "1", source: "/shop", type: "shop.paid", partitionkey: "k1", data: { paid: 5 } };
const { headers, value } = Kafka.binary(new CloudEvent(said));
const absent = Object.keys(headers).filter((name) => headers[name] === undefined);
console.log(`npm binary(): value is ${value.constructor.name}, undefined headers: ${absent.length}`);

/** The message as it comes out of Kafka again, its headers as text or as bytes. */
function read(event, toValue) {
  const { headers, key, value } = Kafka.binary(new CloudEvent(event));
  const present = Object.entries(headers).filter(([, text]) => text !== undefined);
  const bytes = Buffer.from(JSON.stringify(value));
  return { key, value: bytes, headers: Object.fromEntries(present.map(([name, text]) => [name, toValue(text)])) };
}
for (const event of [said, { ...said, datacontenttype: "application/json" }]) {
  for (const toValue of [String, Buffer.from]) {
    const type = `${event.datacontenttype ? "with" : "no"} content type, headers as ${toValue === String ? "text" : "Buffers"}`;
    try {
      const { id, data } = Kafka.toEvent(read(event, toValue));
      console.log(`npm toEvent(), ${type}: id is a ${id.constructor.name}, data is a ${data.constructor.name}`);
    } catch (error) {
      console.log(`npm toEvent(), ${type}: ${error.name}: ${error.message}`);
    }
  }
}
CODE

cat >expected.txt <<'TEXT'
npm binary(): value is Object, undefined headers: 6
npm toEvent(), no content type, headers as text: id is a String, data is a Buffer
npm toEvent(), no content type, headers as Buffers: id is a Buffer, data is a Buffer
npm toEvent(), with content type, headers as text: id is a String, data is a Object
npm toEvent(), with content type, headers as Buffers: TypeError: contentType.startsWith is not a function
Python to_binary_event(): key k1, ce_partitionkey k1
Python from_binary_event(), key k2: partitionkey k2
TEXT
cat >show.py <<'CODE'
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, to_binary_event
from cloudevents.core.v1.event import CloudEvent

said = {"id": "1", "source": "/shop", "type": "shop.paid", "specversion": "1.0", "partitionkey": "k1"}
sent = to_binary_event(CloudEvent(said, {"paid": 5}))
print(f"Python to_binary_event(): key {sent.key}, ce_partitionkey {sent.headers['ce_partitionkey'].decode()}")
routed = KafkaMessage(headers=sent.headers, key="k2", value=sent.value)
print(f"Python from_binary_event(), key k2: partitionkey {from_binary_event(routed).get_extension('partitionkey')}")
CODE

{ node show.mjs; venv/bin/python show.py; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
