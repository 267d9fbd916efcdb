#!/usr/bin/env bash
# LangChain.js' withRetry() does not try a stream again, not even one that failed before its first token.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0 @langchain/openai@1.6.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a model with withRetry() gets over an overloaded server where it is invoked, and where it is one of a batch.
Streamed, which is how people see it, it asks once and fails, though not a token had come; so does a chain that begins with
it. withFallbacks() does go on to the next model when a stream fails before its first token.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatOpenAI } from "@langchain/openai";

let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  request.resume();
  response.writeHead(503, { "content-type": "application/json" }).end('{"error":{"message":"overloaded"}}');
}).listen(0, "127.0.0.1");
await once(server, "listening");

const baseURL = `http://127.0.0.1:${server.address().port}`;
const model = new ChatOpenAI({ model: "m", apiKey: "none", configuration: { baseURL }, maxRetries: 0 });
const again = model.withRetry({ stopAfterAttempt: 3 });
const ways = {
  "invoke with withRetry": () => again.invoke("Hello"),
  "batch with withRetry": () => again.batch(["Hello"]),
  "stream with withRetry": () => again.stream("Hello"),
  "stream of a chain with withRetry": () => again.pipe(new StringOutputParser()).stream("Hello"),
  "stream with two withFallbacks": () => model.withFallbacks([model, model]).stream("Hello"),
};
for (const [name, ask] of Object.entries(ways)) {
  asked = 0;
  const failed = await (async () => {
    for await (const _ of await ask());
  })().then(() => "ended well", () => "failed");
  console.log(`${name}: asked ${asked} ${asked === 1 ? "time" : "times"}, ${failed}`);
}
server.close();
CODE

cat >expected.txt <<'TEXT'
invoke with withRetry: asked 3 times, failed
batch with withRetry: asked 3 times, failed
stream with withRetry: asked 1 time, failed
stream of a chain with withRetry: asked 1 time, failed
stream with two withFallbacks: asked 3 times, failed
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
