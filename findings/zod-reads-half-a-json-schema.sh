#!/usr/bin/env bash
# z.fromJSONSchema checks limits only beside a type, and required names only where they have a property.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact ajv@8.20.0 zod@4.6.7
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: z.fromJSONSchema throws for keywords that it does not know, such as not and if, so what it returns seems to
hold all of the schema. Limits without a type beside them are left out without a word, so are required names without a
property, and what stands beside $ref. The usual way to ask for one of two fields, anyOf with required, then asks for none, and
a limit that allOf adds is gone. What a tool or an endpoint is sent passes unchecked, while ajv refuses it.

TEXT

cat >show.mjs <<'CODE'
import Ajv2020 from "ajv/dist/2020.js";
import * as z from "zod";

const ajv = new Ajv2020.default({ strict: false });
const properties = { order: { type: "string" }, mail: { type: "string" }, phone: { type: "string" } };
const either = [{ required: ["mail"] }, { required: ["phone"] }];
const text = { type: "string" };
const cases = {
  "a property of the wrong type": [{ type: "object", properties }, { mail: 5 }],
  "neither mail nor phone, where anyOf requires one": [{ type: "object", properties, anyOf: either }, { order: "1" }],
  "a required name without a property": [{ type: "object", required: ["order"] }, {}],
  "a text too short": [{ ...text, minLength: 3 }, "a"],
  "the same, by allOf": [{ ...text, allOf: [{ minLength: 3 }] }, "a"],
  "the same beside $ref": [{ $defs: { text }, $ref: "#/$defs/text", minLength: 3 }, "a"],
  "the same without a type": [{ minLength: 3 }, "a"],
  "a text that is forbidden by not": [{ ...text, not: { const: "a" } }, "a"],
};
for (const [name, [schema, value]] of Object.entries(cases)) {
  let read;
  try {
    read = z.fromJSONSchema(schema).safeParse(value).success ? "accepts it" : "refuses it";
  } catch {
    read = "throws for the schema";
  }
  console.log(`${name}: ajv ${ajv.validate(schema, value) ? "accepts" : "refuses"} it, zod ${read}`);
}
CODE

cat >expected.txt <<'TEXT'
a property of the wrong type: ajv refuses it, zod refuses it
neither mail nor phone, where anyOf requires one: ajv refuses it, zod accepts it
a required name without a property: ajv refuses it, zod accepts it
a text too short: ajv refuses it, zod refuses it
the same, by allOf: ajv refuses it, zod accepts it
the same beside $ref: ajv refuses it, zod accepts it
the same without a type: ajv refuses it, zod accepts it
a text that is forbidden by not: ajv refuses it, zod throws for the schema
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
