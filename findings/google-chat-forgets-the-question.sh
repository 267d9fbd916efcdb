#!/usr/bin/env bash
# A chat of Google's client forgets what a person said when the answer to it was stopped.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @google/genai@3.3.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a chat sends all that was said before, but for turns whose answer has no content: those are left out together
with the question. An answer that was stopped, for safety or because thinking took all its tokens, makes the chat forget the
order number that the person gave; the next answer is made without it, and no error says so. getHistory() still shows it.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { GoogleGenAI } from "@google/genai";

const answer = (text) => ({ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" });
const stopped = {
  "stopped for safety": { finishReason: "SAFETY" },
  "thinking took all tokens": { content: { role: "model" }, finishReason: "MAX_TOKENS" },
  "answered": answer("Noted."),
};
let answers = [];
let sent;
const server = createServer(async (request, response) => {
  sent = JSON.parse(Buffer.concat(await request.toArray())).contents;
  const body = JSON.stringify({ candidates: [{ index: 0, ...answers.shift() }] });
  const streams = request.url.includes("stream");
  response.setHeader("content-type", streams ? "text/event-stream" : "application/json");
  response.end(streams ? `data: ${body}\r\n\r\n` : body);
}).listen(0, "127.0.0.1");
await once(server, "listening");

const httpOptions = { baseUrl: `http://127.0.0.1:${server.address().port}` };
const client = new GoogleGenAI({ apiKey: "none", httpOptions });
const said = (contents) => contents.map(({ parts }) => parts?.map(({ text }) => text).join("") ?? "").join(" / ");
for (const [how, candidate] of Object.entries(stopped)) {
  for (const method of ["sendMessage", "sendMessageStream"]) {
    answers = [answer("Hello Ann."), candidate, answer("Fine.")];
    const chat = client.chats.create({ model: "m" });
    for (const message of ["I am Ann.", "My order is 4711.", "Where is it?"]) {
      const reply = await chat[method]({ message });
      if (method === "sendMessageStream") for await (const _ of reply);
    }
    console.log(`${how}, ${method}: ${said(sent)}`);
    if (method === "sendMessage") console.log(`  getHistory(): ${said(chat.getHistory())}`);
  }
}
server.close();
CODE

cat >expected.txt <<'TEXT'
stopped for safety, sendMessage: I am Ann. / Hello Ann. / Where is it?
  getHistory(): I am Ann. / Hello Ann. / My order is 4711. /  / Where is it? / Fine.
stopped for safety, sendMessageStream: I am Ann. / Hello Ann. / Where is it?
thinking took all tokens, sendMessage: I am Ann. / Hello Ann. / Where is it?
  getHistory(): I am Ann. / Hello Ann. / My order is 4711. /  / Where is it? / Fine.
thinking took all tokens, sendMessageStream: I am Ann. / Hello Ann. / Where is it?
answered, sendMessage: I am Ann. / Hello Ann. / My order is 4711. / Noted. / Where is it?
  getHistory(): I am Ann. / Hello Ann. / My order is 4711. / Noted. / Where is it? / Fine.
answered, sendMessageStream: I am Ann. / Hello Ann. / My order is 4711. / Noted. / Where is it?
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
