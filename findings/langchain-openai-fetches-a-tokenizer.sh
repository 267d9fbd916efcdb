#!/usr/bin/env bash
# LangChain.js asks a third party for a table of tokens when a streaming ChatOpenAI is invoked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0 @langchain/openai@1.6.0 js-tiktoken@1.0.21 openai@7.59.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: with streaming: true, invoke() has its answer and the provider's own count of tokens, and then fetches the
table of another tokenizer (that of GPT-2) from a third party's site before it returns. Without a way out there, seven
tries for each of two counts take about three minutes. stream() asks the provider only.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { ChatOpenAI } from "@langchain/openai";
import table from "js-tiktoken/ranks/gpt2";

const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "some-model", choices: [] };
const pieces = [
  { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: "Hello." }, finish_reason: null }] },
  { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { ...chunk, usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } },
];
const server = createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "text/event-stream");
  for (const piece of pieces) response.write(`data: ${JSON.stringify(piece)}\n\n`);
  response.end("data: [DONE]\n\n");
}).listen(0, "127.0.0.1");
await once(server, "listening");
const baseURL = `http://127.0.0.1:${server.address().port}`;

// What would go elsewhere is written down and answered here, with the table from the package.
const realFetch = globalThis.fetch;
let asked = [];
globalThis.fetch = async (input, init) => {
  const url = new URL(input.url ?? input);
  asked.push(url.origin === baseURL ? "the provider" : `a third party: ${url.pathname}`);
  return url.origin === baseURL ? realFetch(input, init) : Response.json(table);
};

const model = new ChatOpenAI({ model: "some-model", apiKey: "none", streaming: true, maxRetries: 0, configuration: { baseURL } });
const { usage_metadata: usage } = await model.invoke("Hello");
console.log(`invoke: ${asked.join(", ")}; ${usage.input_tokens} and ${usage.output_tokens} tokens`);
asked = [];
for await (const _ of await model.stream("Hello"));
console.log(`stream: ${asked.join(", ")}`);
server.close();
CODE

cat >expected.txt <<'TEXT'
invoke: the provider, a third party: /js/gpt2.json; 7 and 3 tokens
stream: the provider
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
