#!/usr/bin/env bash
# The schema registry client for kafkajs gives decimals as bytes and loses a record over one long number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @kafkajs/confluent-schema-registry@4.1.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: Avro's logical types are left as they lie on the wire: a decimal is a Buffer without its scale, a date a
number of days. A timestamp in nanoseconds is larger than 2^53, and then the whole record is refused, with an error that
names no field.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";

const fields = [
  { name: "amount", type: { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 } },
  { name: "day", type: { type: "int", logicalType: "date" } },
  { name: "at", type: { type: "long", logicalType: "timestamp-nanos" } },
];
const schema = { type: "record", name: "Payment", fields };
const server = createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "application/vnd.schemaregistry.v1+json");
  response.end(JSON.stringify({ schema: JSON.stringify(schema) }));
}).listen(0, "127.0.0.1");
await once(server, "listening");

/** A long as Avro writes it: zigzag, seven bits a byte. */
function long(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
const registry = new SchemaRegistry({ host: `http://127.0.0.1:${server.address().port}` });
for (const at of [1_764_374_400_000n, 1_764_374_400_000_000_001n]) {
  const record = [long(2n), Buffer.from([0x04, 0xd2]), long(20_421n), long(at)];
  try {
    const decoded = await registry.decode(Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), ...record]));
    console.log(`12.34 on 2025-11-29 at ${at}: ${JSON.stringify(decoded)}`);
  } catch (error) {
    console.log(`12.34 on 2025-11-29 at ${at}: ${error.message}`);
  }
}
server.close();
CODE

cat >expected.txt <<'TEXT'
12.34 on 2025-11-29 at 1764374400000: {"amount":{"type":"Buffer","data":[4,210]},"day":20421,"at":1764374400000}
12.34 on 2025-11-29 at 1764374400000000001: potential precision loss
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
