#!/usr/bin/env bash
# A query that names a parameter 21 times gives an object in place of a list, with qs and so with Express.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact express@5.3.0 qs@6.17.1
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: up to twenty values of one name are a list, and from the twenty-first on they are an object with the keys 0 to
20, however the list is written. Code that asks Array.isArray takes them for no list and for one value: a filter by 21 ids is no
filter or finds nothing, and the same page with 20 works. A form that is posted with the same 21 is a list, as Express raises
the limit there. Of more than 1,000 parameters the rest is left out. Node's URLSearchParams keeps them all.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import express from "express";
import qs from "qs";

const invoices = Array.from({ length: 40 }, (_, id) => id);
const app = express().set("query parser", "extended").use(express.urlencoded({ extended: true }));
// One id or several, as every handler of such a query has it.
const isAsked = (ids, id) => (Array.isArray(ids) ? ids.includes(id) : ids === id);
const find = ({ ids }) => invoices.filter((id) => isAsked(ids, String(id)));
app.get("/invoices", (request, response) => response.json(find(request.query).length));
app.post("/invoices", (request, response) => response.json(find(request.body).length));
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/invoices`;

const forms = { "ids=0&ids=1": () => "ids", "ids[]=0": () => "ids[]", "ids[0]=0": (index) => `ids[${index}]` };
for (const count of [20, 21]) {
  for (const [form, name] of Object.entries(forms)) {
    const query = Array.from({ length: count }, (_, index) => `${name(index)}=${index}`).join("&");
    const found = await (await fetch(`${url}?${query}`)).json();
    const body = new URLSearchParams(query);
    const posted = await (await fetch(url, { method: "POST", body })).json();
    console.log(`${count} ids as ${form}: ${found} found by GET, ${posted} by POST`);
  }
}
const many = Array.from({ length: 1500 }, (_, index) => `field${index}=1`).join("&");
console.log(`1500 parameters: qs has ${Object.keys(qs.parse(many)).length}, URLSearchParams ${new URLSearchParams(many).size}`);
server.close();
CODE

cat >expected.txt <<'TEXT'
20 ids as ids=0&ids=1: 20 found by GET, 20 by POST
20 ids as ids[]=0: 20 found by GET, 20 by POST
20 ids as ids[0]=0: 20 found by GET, 20 by POST
21 ids as ids=0&ids=1: 0 found by GET, 21 by POST
21 ids as ids[]=0: 0 found by GET, 21 by POST
21 ids as ids[0]=0: 0 found by GET, 21 by POST
1500 parameters: qs has 1000, URLSearchParams 1500
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
