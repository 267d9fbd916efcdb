#!/usr/bin/env bash
# LangChain.js counts cached tokens into input_tokens, and one output token more when it streams.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/anthropic@1.5.11 @langchain/core@1.4.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the provider reports tokens of the prompt that are new, written to its cache and read from it as three
numbers that add up. LangChain's input_tokens is their sum while input_token_details repeats two of them, so adding
the details, or billing all of it at the full price, is far off. For the same answer a stream reports one output token more.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { ChatAnthropic } from "@langchain/anthropic";

const usage = { input_tokens: 20, cache_creation_input_tokens: 100, cache_read_input_tokens: 1000, output_tokens: 5 };
const begun = { id: "m", type: "message", role: "assistant", model: "some-model", content: [], stop_reason: null };
const whole = { ...begun, content: [{ type: "text", text: "Hello." }], stop_reason: "end_turn", usage };
const events = [
  { type: "message_start", message: { ...begun, usage: { ...usage, output_tokens: 1 } } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello." } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage },
  { type: "message_stop" },
];
const server = createServer(async (request, response) => {
  const { stream } = JSON.parse(Buffer.concat(await request.toArray()));
  response.setHeader("content-type", stream ? "text/event-stream" : "application/json");
  const said = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  response.end(stream ? said : JSON.stringify(whole));
}).listen(0, "127.0.0.1");
await once(server, "listening");

const anthropicApiUrl = `http://127.0.0.1:${server.address().port}`;
const model = new ChatAnthropic({ model: "some-model", apiKey: "none", anthropicApiUrl, maxRetries: 0, maxTokens: 100 });
console.log("sent", JSON.stringify(usage));
function show(how, { input_tokens, output_tokens, input_token_details: { cache_creation, cache_read } }) {
  console.log(how, JSON.stringify({ input_tokens, output_tokens, details: { cache_creation, cache_read } }));
}
show("invoke", (await model.invoke("Hello")).usage_metadata);
let message;
for await (const chunk of await model.stream("Hello")) message = message ? message.concat(chunk) : chunk;
show("stream", message.usage_metadata);
server.close();
CODE

cat >expected.txt <<'TEXT'
sent {"input_tokens":20,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"output_tokens":5}
invoke {"input_tokens":1120,"output_tokens":5,"details":{"cache_creation":100,"cache_read":1000}}
stream {"input_tokens":1120,"output_tokens":6,"details":{"cache_creation":100,"cache_read":1000}}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
