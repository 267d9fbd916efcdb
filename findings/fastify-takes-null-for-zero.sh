#!/usr/bin/env bash
# Fastify turns null into 0, false or an empty text where the schema is a TypeBox union with null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @sinclair/typebox@0.34.52 fastify@5.12.8
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: Fastify's validator may change types, and tries the members of an anyOf in their order. A number or
null, as TypeBox writes it, gets 0 for null: what is not known becomes a price of nothing, an amount of nothing or a no. With
null in front it is the other way round, and 0, false and "" become null. What is written as a list of types, as Zod does, or
as nullable keeps both. A plain number takes null for 0 as well.

TEXT

cat >show.mjs <<'CODE'
import { Type } from "@sinclair/typebox";
import Fastify from "fastify";

const types = { price: Type.Number(), paid: Type.Boolean(), note: Type.String() };
const each = (make) => Object.fromEntries(Object.entries(types).map(([name, type]) => [name, make(type)]));
const schemas = {
  "TypeBox, T or null": Type.Object(each((type) => Type.Union([type, Type.Null()]))),
  "TypeBox, null or T": Type.Object(each((type) => Type.Union([Type.Null(), type]))),
  "TypeBox, T": Type.Object(types),
  "list of types": { type: "object", properties: each(({ type }) => ({ type: [type, "null"] })) },
  nullable: { type: "object", properties: each(({ type }) => ({ type, nullable: true })) },
};
const bodies = [
  { price: null, paid: null, note: null },
  { price: 0, paid: false, note: "" },
];
const app = Fastify();
const path = (name) => `/${name.replaceAll(/\W/g, "-")}`;
for (const [name, body] of Object.entries(schemas)) {
  app.post(path(name), { schema: { body } }, async (request) => request.body);
}
for (const name of Object.keys(schemas)) {
  const answers = [];
  for (const payload of bodies) answers.push((await app.inject({ method: "POST", url: path(name), payload })).body);
  console.log(`${name}: ${answers.join(" and ")}`);
}
CODE

cat >expected.txt <<'TEXT'
TypeBox, T or null: {"price":0,"paid":false,"note":""} and {"price":0,"paid":false,"note":""}
TypeBox, null or T: {"price":null,"paid":null,"note":null} and {"price":null,"paid":null,"note":null}
TypeBox, T: {"price":0,"paid":false,"note":""} and {"price":0,"paid":false,"note":""}
list of types: {"price":null,"paid":null,"note":null} and {"price":0,"paid":false,"note":""}
nullable: {"price":null,"paid":null,"note":null} and {"price":0,"paid":false,"note":""}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
