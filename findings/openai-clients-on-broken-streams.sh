#!/usr/bin/env bash
# OpenAI's two clients take a stream that broke off for a whole answer, each in a way of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact openai@7.59.0
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openai==3.57.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep openai
cat <<'TEXT'
What surprises: a stream that ends without finish_reason ends like a good one where it is iterated; of the helpers that
collect it, npm's refuses it and Python's returns the half answer as final. "event: error" with a bare object raises in npm
and is passed on as a chunk without choices in Python. Only an "error" inside of "data" is an error to all of them.

TEXT

cat >ask.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import OpenAI from "openai";
const choices = [{ index: 0, delta: { role: "assistant", content: "Half an" }, finish_reason: null }];
const half = `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices })}\n\n`;
const streams = {
  "no finish_reason": `${half}data: [DONE]\n\n`,
  "event: error": `${half}event: error\ndata: {"message":"the backend went away"}\n\n`,
  "data with error": `${half}data: {"error":{"message":"the backend went away"}}\n\ndata: [DONE]\n\n`,
};
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/event-stream" }).end(streams[decodeURIComponent(request.url.split("/")[1])]);
}).listen(0, "127.0.0.1");
await once(server, "listening");
const question = { model: "m", messages: [{ role: "user", content: "Hello" }] };
for (const name of Object.keys(streams)) {
  const baseURL = `http://127.0.0.1:${server.address().port}/${encodeURIComponent(name)}`;
  const { completions } = new OpenAI({ apiKey: "none", baseURL, maxRetries: 0 }).chat;
  const iterated = async () => {
    for await (const _ of await completions.create({ ...question, stream: true }));
    return "ended well";
  };
  const outcome = (work) => work.catch((error) => `raised "${error.message}"`);
  const collected = () => completions.stream(question).finalContent();
  console.log(`${name}, npm: iterated ${await outcome(iterated())}, collected ${await outcome(collected())}`);
  console.log(`${name}, Python: ${(await promisify(execFile)("venv/bin/python", ["ask.py", baseURL])).stdout.trim()}`);
}
server.close();
CODE

cat >expected.txt <<'TEXT'
no finish_reason, npm: iterated ended well, collected raised "missing finish_reason for choice 0"
no finish_reason, Python: iterated ended well, collected Half an
event: error, npm: iterated raised "the backend went away", collected raised "the backend went away"
event: error, Python: iterated ended well with a chunk without choices, collected Half an
data with error, npm: iterated raised "the backend went away", collected raised "the backend went away"
data with error, Python: iterated raised "the backend went away", collected raised "the backend went away"
TEXT
cat >ask.py <<'CODE'
import sys, openai
completions = openai.OpenAI(api_key="none", base_url=sys.argv[1], max_retries=0).chat.completions
question = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
def iterated():
    whole = all(chunk.choices for chunk in completions.create(**question, stream=True))
    return "ended well" if whole else "ended well with a chunk without choices"
def collected():
    with completions.stream(**question) as stream:
        return stream.get_final_completion().choices[0].message.content
def outcome(work):
    try: return work()
    except openai.APIError as error: return f'raised "{error}"'
print(f"iterated {outcome(iterated)}, collected {outcome(collected)}")
CODE

node ask.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
