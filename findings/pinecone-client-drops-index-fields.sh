#!/usr/bin/env bash
# Pinecone's client leaves dimension and metric out of an index's description when an older API version is pinned.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @pinecone-database/pinecone@9.0.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the client takes headers of one's own, and the server then answers in the pinned API version. The client
goes on reading by its newest version, in which dimension, metric and spec lie elsewhere, and returns the description
without them and without an error. A full rate limit is an "unmapped" error, without status and headers.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { Pinecone } from "@pinecone-database/pinecone";

const index = {
  name: "books",
  dimension: 512,
  metric: "cosine",
  vector_type: "dense",
  host: "books-1.svc.example",
  deletion_protection: "disabled",
  spec: { serverless: { cloud: "aws", region: "us-east-1" } },
  status: { ready: true, state: "Ready" },
};
const asked = new Set();
const server = createServer((request, response) => {
  request.resume();
  asked.add(request.headers["x-pinecone-api-version"]);
  const isBusy = request.url.endsWith("/busy");
  response.writeHead(isBusy ? 429 : 200, { "content-type": "application/json", "retry-after": "3" });
  const tooMany = { status: 429, error: { code: "RESOURCE_EXHAUSTED", message: "Too many requests" } };
  response.end(JSON.stringify(isBusy ? tooMany : index));
}).listen(0, "127.0.0.1");
await once(server, "listening");

const controllerHostUrl = `http://127.0.0.1:${server.address().port}`;
const additionalHeaders = { "X-Pinecone-Api-Version": "2026-04" };
const client = new Pinecone({ apiKey: "none", controllerHostUrl, additionalHeaders });
console.log("sent", Object.keys(index).join(" "));
const read = Object.entries(await client.describeIndex("books"));
console.log("read", read.flatMap(([key, value]) => (value === undefined ? [] : key)).join(" "));
const error = await client.describeIndex("busy").catch((thrown) => thrown);
console.log(`429: ${error.name}, own fields: ${Object.keys(error).join(" ")}`);
console.log(`API version asked for: ${[...asked].join(" ")}`);
server.close();
CODE

cat >expected.txt <<'TEXT'
sent name dimension metric vector_type host deletion_protection spec status
read name host status deletionProtection
429: PineconeUnmappedHttpError, own fields: cause name
API version asked for: 2026-04
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
