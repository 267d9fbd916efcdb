#!/usr/bin/env bash
# OpenAI's and Anthropic's clients send a request that begins a job again, with nothing by which the server could know it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @anthropic-ai/sdk@1.14.0 openai@7.59.0
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check anthropic==2.14.0 openai==3.57.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(anthropic|openai) '
cat <<'TEXT'
What surprises: retries are on, for every method. When a connection breaks after the server has read a request and before its
answer arrives, the clients send it again, twice, also where it begins a batch, a fine-tuning or a response in the background.
No header says that it is the same one, so there are three jobs, each is paid for, and the caller knows the last one at most.

TEXT

cat >show.mjs <<'CODE'
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { promisify } from "node:util";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

// Takes each request whole, begins a job, and breaks off before it answers.
const begun = new Map();
const server = createServer(async (request) => {
  await request.toArray();
  const name = decodeURIComponent(request.url.slice(1)).replace("/v1", "").replace("/", ": POST /");
  const { jobs, keys } = begun.get(name) ?? { jobs: 0, keys: new Set() };
  const key = Object.keys(request.headers).find((header) => header.includes("idempotency"));
  begun.set(name, { jobs: jobs + 1, keys: keys.add(key ? request.headers[key] : "none") });
  request.socket.destroy();
}).listen(0, "127.0.0.1");
await once(server, "listening");

const base = (client) => `http://127.0.0.1:${server.address().port}/${client}`;
const openai = new OpenAI({ apiKey: "none", baseURL: base("openai, npm") });
const anthropic = new Anthropic({ apiKey: "none", baseURL: base("anthropic, npm") });
const batch = { input_file_id: "f", endpoint: "/v1/chat/completions", completion_window: "24h" };
await openai.batches.create(batch).catch(() => {});
await openai.fineTuning.jobs.create({ model: "m", training_file: "f" }).catch(() => {});
await openai.responses.create({ model: "m", input: "Hello", background: true }).catch(() => {});
await anthropic.messages.batches.create({ requests: [] }).catch(() => {});
await promisify(execFile)("venv/bin/python", ["ask.py", base("openai, Python"), base("anthropic, Python")]);
for (const [name, { jobs, keys }] of begun) console.log(`${name}: ${jobs} jobs, idempotency key ${[...keys].join(" and ")}`);
server.close();
CODE

cat >expected.txt <<'TEXT'
openai, npm: POST /batches: 3 jobs, idempotency key none
openai, npm: POST /fine_tuning/jobs: 3 jobs, idempotency key none
openai, npm: POST /responses: 3 jobs, idempotency key none
anthropic, npm: POST /messages/batches: 3 jobs, idempotency key none
openai, Python: POST /batches: 3 jobs, idempotency key none
anthropic, Python: POST /messages/batches: 3 jobs, idempotency key none
TEXT
cat >ask.py <<'CODE'
import sys, anthropic, openai
from urllib.parse import quote
openai_url, anthropic_url = (quote(url, safe=":/") for url in sys.argv[1:])
try: openai.OpenAI(api_key="none", base_url=openai_url).batches.create(input_file_id="f", endpoint="/v1/chat/completions", completion_window="24h")
except openai.APIConnectionError: pass
try: anthropic.Anthropic(api_key="none", base_url=anthropic_url).messages.batches.create(requests=[])
except anthropic.APIConnectionError: pass
CODE
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
