#!/usr/bin/env bash
# prisma generate downloads an engine that it does not use, and fails where it cannot.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact --ignore-scripts @prisma/client@7.10.0 prisma@7.10.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: Prisma 7's client needs no engine, and generate writes it in milliseconds. The command line first downloads
the schema engine all the same and ends with status 1 when there is no way out. With a path to any file in
PRISMA_SCHEMA_ENGINE_BINARY it asks for nothing and writes the client.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { basename } from "node:path";

const asked = new Set();
const mirror = createServer((request, response) => {
  asked.add(basename(request.url));
  request.resume();
  response.writeHead(404).end();
}).listen(0, "127.0.0.1");
await once(mirror, "listening");
const common = { CHECKPOINT_DISABLE: "1", PRISMA_ENGINES_MIRROR: `http://127.0.0.1:${mirror.address().port}` };

async function generate(name, more) {
  asked.clear();
  const args = ["node_modules/prisma/build/index.js", "generate"];
  const env = { ...process.env, ...common, ...more };
  const code = await new Promise((done) => execFile(process.execPath, args, { env }, (error) => done(error?.code ?? 0)));
  const files = asked.size > 0 ? [...asked].join(" and ") : "nothing";
  console.log(`${name}: status ${code}, client written: ${existsSync("generated")}, asked for ${files}`);
}

await generate("as it is", {});
await generate("with any file", { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
mirror.close();
CODE

cat >expected.txt <<'TEXT'
as it is: status 1, client written: false, asked for schema-engine.gz.sha256 and schema-engine.sha256
with any file: status 0, client written: true, asked for nothing
TEXT
mkdir prisma
cat >prisma/schema.prisma <<'CODE'
generator client {
  provider = "prisma-client"
  output   = "../generated"
}
datasource db {
  provider = "postgresql"
}
model Note {
  id String @id
}
CODE

node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
