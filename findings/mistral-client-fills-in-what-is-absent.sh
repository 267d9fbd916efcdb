#!/usr/bin/env bash
# Mistral's client writes values where the server has sent none: an id that is the text "null", and 0 tokens.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @mistralai/mistralai@2.7.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the types say that the id of a tool call and the counts of tokens are optional, and they never are absent. Two
calls without ids come out with one id, the text "null", and with one index, 0, so that `call.id ?? newId()` gives both results
to one call. Counts that the server does not tell are 0: an answer that was not counted looks free.

TEXT

cat >ask.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { Mistral } from "@mistralai/mistralai";
const call = (city) => ({ function: { name: "weather", arguments: { city } } });
const toolCalls = [call("Paris"), call("Rome")];
const base = { id: "c", object: "chat.completion", created: 1, model: "m" };
const message = { role: "assistant", content: "", tool_calls: toolCalls };
const whole = { ...base, usage: {}, choices: [{ index: 0, message, finish_reason: "tool_calls" }] };
const piece = { ...base, usage: {}, choices: [{ index: 0, delta: message, finish_reason: "tool_calls" }] };
const server = createServer(async (request, response) => {
  const isStream = JSON.parse((await request.toArray()).join("")).stream;
  response.writeHead(200, { "content-type": isStream ? "text/event-stream" : "application/json" });
  response.end(isStream ? `data: ${JSON.stringify(piece)}\n\ndata: [DONE]\n\n` : JSON.stringify(whole));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const { chat } = new Mistral({ apiKey: "none", serverURL: `http://127.0.0.1:${server.address().port}` });
const question = { model: "m", messages: [{ role: "user", content: "Weather in Paris and Rome?" }] };
function tell(name, calls, { promptTokens, completionTokens }) {
  for (const { id, index, function: { arguments: args } } of calls)
    console.log(`${name}: id ${JSON.stringify(id)}, index ${index}, for ${args.city}`);
  console.log(`${name}: ${promptTokens} tokens in, ${completionTokens} out`);
}
const answer = await chat.complete(question);
tell("at once", answer.choices[0].message.toolCalls, answer.usage);
for await (const { data } of await chat.stream(question)) tell("streamed", data.choices[0].delta.toolCalls, data.usage);
server.close();
CODE

cat >expected.txt <<'TEXT'
at once: id "null", index 0, for Paris
at once: id "null", index 0, for Rome
at once: 0 tokens in, 0 out
streamed: id "null", index 0, for Paris
streamed: id "null", index 0, for Rome
streamed: 0 tokens in, 0 out
TEXT
node ask.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
