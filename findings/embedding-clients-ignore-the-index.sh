#!/usr/bin/env bash
# Clients that embed several texts give the vectors in the order of the answer, whatever index each of them carries.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @ai-sdk/openai-compatible@3.0.92 @langchain/core@1.4.0 @langchain/openai@1.6.0 ai@7.0.173
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langchain-openai==1.7.4
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep langchain-openai
cat <<'TEXT'
What surprises: each vector of an OpenAI-compatible answer says by its index which text it belongs to, and a server that
works on texts at once, or caches some, may list them in another order. Three clients take them as they lie, so texts get
each other's vectors. When one vector is missing, LangChain in Python gives one fewer, with all behind it at the wrong text.

TEXT

cat >show.mjs <<'CODE'
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { OpenAIEmbeddings } from "@langchain/openai";
import { embedMany } from "ai";

// The vector of a text says which text it is: 1 for "1".
const server = createServer(async (request, response) => {
  const { encoding_format, input } = JSON.parse(Buffer.concat(await request.toArray()));
  const vector = (text) => [Number(text), 0.5];
  const bytes = (text) => Buffer.from(Float32Array.from(vector(text)).buffer).toString("base64");
  const embed = encoding_format === "base64" ? bytes : vector;
  const data = input.map((text, index) => ({ object: "embedding", index, embedding: embed(text) })).reverse();
  if (request.url.startsWith("/missing")) data.splice(1, 1);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ object: "list", model: "m", data, usage: { prompt_tokens: 3, total_tokens: 3 } }));
}).listen(0, "127.0.0.1");
await once(server, "listening");

const values = ["1", "2", "3"];
for (const path of ["reversed", "missing"]) {
  const baseURL = `http://127.0.0.1:${server.address().port}/${path}`;
  const langchain = new OpenAIEmbeddings({ model: "m", apiKey: "none", configuration: { baseURL }, maxRetries: 0 });
  const model = createOpenAICompatible({ name: "own", baseURL }).embeddingModel("m");
  const clients = {
    "@langchain/openai": () => langchain.embedDocuments(values),
    ai: async () => (await embedMany({ model, values, maxRetries: 0 })).embeddings,
    "langchain-openai": async () => JSON.parse((await promisify(execFile)("venv/bin/python", ["ask.py", baseURL])).stdout),
  };
  for (const [name, embed] of Object.entries(clients)) {
    const vectors = await embed().catch((error) => error.message);
    console.log(`${path}, ${name}: ${Array.isArray(vectors) ? vectors.map(([first]) => first).join(", ") : vectors}`);
  }
}
server.close();
CODE

cat >expected.txt <<'TEXT'
reversed, @langchain/openai: 3, 2, 1
reversed, ai: 3, 2, 1
reversed, langchain-openai: 3, 2, 1
missing, @langchain/openai: Cannot read properties of undefined (reading 'embedding')
missing, ai: Expected 3 embeddings, but received 2.
missing, langchain-openai: 3, 1
TEXT
cat >ask.py <<'CODE'
import json, sys
from langchain_openai import OpenAIEmbeddings
client = OpenAIEmbeddings(model="m", api_key="none", base_url=sys.argv[1], check_embedding_ctx_length=False)
print(json.dumps(client.embed_documents(["1", "2", "3"])))
CODE
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
