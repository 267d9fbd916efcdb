#!/usr/bin/env bash
# LangChain.js streams nothing at all where Google blocked the prompt or the answer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0 @langchain/google-genai@2.3.2
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: invoke() throws and names the reason. stream() ends without a chunk and without an error, so a pipeline
that streams takes a blocked answer for an empty one. Where the block comes after some text, the text arrives and the
reason does not.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";

const usageMetadata = { promptTokenCount: 4, totalTokenCount: 4 };
const text = { content: { role: "model", parts: [{ text: "The three" }] }, index: 0 };
const blocked = { index: 0, finishReason: "SAFETY", safetyRatings: [] };
const answers = {
  "blocked prompt": [{ promptFeedback: { blockReason: "SAFETY", safetyRatings: [] }, usageMetadata }],
  "blocked answer": [{ candidates: [blocked], usageMetadata }],
  "blocked after some text": [{ candidates: [text] }, { candidates: [blocked], usageMetadata }],
};
let answer;
const server = createServer((request, response) => {
  request.resume();
  const isStream = request.url.includes("stream");
  response.setHeader("content-type", isStream ? "text/event-stream" : "application/json");
  const [first, last = first] = answer;
  const [candidate] = last.candidates ?? [];
  const whole = candidate ? { ...last, candidates: [{ ...first.candidates[0], ...candidate }] } : last;
  const pieces = answer.map((piece) => `data: ${JSON.stringify(piece)}\r\n\r\n`).join("");
  response.end(isStream ? pieces : JSON.stringify(whole));
}).listen(0, "127.0.0.1");
await once(server, "listening");

const baseUrl = `http://127.0.0.1:${server.address().port}`;
const model = new ChatGoogleGenerativeAI({ model: "some-model", apiKey: "none", baseUrl, maxRetries: 0 });
for (const [name, pieces] of Object.entries(answers)) {
  answer = pieces;
  const message = await model.invoke("Hello").catch((error) => error);
  console.log(`${name}, invoke: ${message instanceof Error ? message.message : describe(message)}`);
  const chunks = [];
  try {
    for await (const chunk of await model.stream("Hello")) chunks.push(describe(chunk));
    console.log([`${name}, stream: ${chunks.length} chunks`, ...chunks].join(" "));
  } catch (error) {
    console.log(`${name}, stream: ${error.message}`);
  }
}
server.close();

function describe({ text, response_metadata }) {
  return JSON.stringify({ text, finishReason: response_metadata.finishReason });
}
CODE

cat >expected.txt <<'TEXT'
blocked prompt, invoke: The model returned no content. Block reason: SAFETY.
blocked prompt, stream: 0 chunks
blocked answer, invoke: The model returned no content. Finish reason: SAFETY.
blocked answer, stream: 0 chunks
blocked after some text, invoke: {"text":"The three","finishReason":"SAFETY"}
blocked after some text, stream: 1 chunks {"text":"The three"}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
