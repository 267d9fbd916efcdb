#!/usr/bin/env bash
# A compatible change of an Avro schema changes the shape of every value that avsc reads, those written before included.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact avsc@5.7.9
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: avsc gives a value of a union as it is, unless two of the union's types look alike in JavaScript; then it
wraps it in an object with the type's name. A registry takes the change from [null, int] to [null, int, double] for a
compatible one. From then on a reader has { int: 5 } for 5, in records that were written before the change too, and a sum
of amounts is a text. A writer of plain values fails.

TEXT

cat >show.mjs <<'CODE'
import avro from "avsc";

const { Type } = avro;

const schema = (note, amount) => ({
  type: "record",
  name: "Payment",
  fields: [
    { name: "note", type: note },
    { name: "amount", type: amount },
  ],
});
const state = { type: "enum", name: "Standard", symbols: ["none"] };
const before = Type.forSchema(schema(["null", "string"], ["null", "int"]));
const after = Type.forSchema(schema(["null", "string", state], ["null", "int", "double"]));
const payment = { note: "Thanks", amount: 5 };
const bytes = before.toBuffer(payment);
const show = (name, read) => console.log(`${name}: ${JSON.stringify(read)}, amount + 1 is ${JSON.stringify(read.amount + 1)}`);

show("old record, old schema", before.fromBuffer(bytes));
show("old record, new schema", after.fromBuffer(bytes, after.createResolver(before)));
try {
  after.toBuffer(payment);
} catch (error) {
  console.log(`written with the new schema: ${error.message}`);
}
try {
  Type.forSchema(after.schema(), { wrapUnions: "never" });
} catch (error) {
  console.log(`wrapUnions never: ${error.message}`);
}
CODE

cat >expected.txt <<'TEXT'
old record, old schema: {"note":"Thanks","amount":5}, amount + 1 is 6
old record, new schema: {"note":{"string":"Thanks"},"amount":{"int":5}}, amount + 1 is "[object Object]1"
written with the new schema: invalid ["null","string",{"name":"Standard","type":"enum","symbols":["none"]}]: "Thanks"
wrapUnions never: ambiguous unwrapped union: ["null","string",{"name":"Standard","type":"enum","symbols":["none"]}]
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
