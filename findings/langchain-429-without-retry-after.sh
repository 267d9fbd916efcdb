#!/usr/bin/env bash
# LangChain.js does not try again after a 429 whose Retry-After it cannot see, whatever maxRetries says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0 @langchain/google-genai@2.3.2 @langchain/openai@1.6.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: with maxRetries 2, a 503 is asked three times, and so is a 429 with Retry-After. A 429 without that header
is asked once. Google's integration loses the headers on the way, so there even a 429 that says when to come back ends the
call at once.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ChatOpenAI } from "@langchain/openai";

let answer;
let requests = 0;
const server = createServer((request, response) => {
  requests += 1;
  request.resume();
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(JSON.stringify({ error: { message: "Please slow down." } }));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}`;

const common = { model: "some-model", apiKey: "none", maxRetries: 2 };
const models = {
  ChatOpenAI: new ChatOpenAI({ ...common, configuration: { baseURL: url } }),
  ChatGoogleGenerativeAI: new ChatGoogleGenerativeAI({ ...common, baseUrl: url }),
};
for (const [name, model] of Object.entries(models)) {
  for (answer of [{ status: 503 }, { status: 429, headers: { "retry-after": "1" } }, { status: 429 }]) {
    requests = 0;
    const error = await model.invoke("Hello").catch((thrown) => thrown);
    const { status, headers } = answer;
    const reason = error.rateLimitReason ? `, ${error.rateLimitReason}` : "";
    console.log(`${name}, ${status}${headers ? " with Retry-After" : ""}: requests sent ${requests}${reason}`);
  }
}
server.close();
CODE

cat >expected.txt <<'TEXT'
ChatOpenAI, 503: requests sent 3
ChatOpenAI, 429 with Retry-After: requests sent 3, retry_after_hint
ChatOpenAI, 429: requests sent 1, headerless_429
ChatGoogleGenerativeAI, 503: requests sent 3
ChatGoogleGenerativeAI, 429 with Retry-After: requests sent 1, headerless_429
ChatGoogleGenerativeAI, 429: requests sent 1, headerless_429
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
