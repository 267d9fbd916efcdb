#!/usr/bin/env bash
# trpc-to-openapi changes the schemas of the procedures that it serves, for every other caller too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @trpc/server@11.22.1 fastify@5.12.8 trpc-to-openapi@3.3.0 zod@4.6.7 zod-openapi@5.4.6
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: to read numbers out of a query string, the first REST request switches coercion on in the procedure's own
zod schema. From then on the same procedure takes "1", and even null, for a number from tRPC callers, so what a process
accepts depends on whether REST was used before. And all=false in the query is read as true.

TEXT

cat >show.mjs <<'CODE'
import { initTRPC } from "@trpc/server";
import Fastify from "fastify";
import { fastifyTRPCOpenApiPlugin } from "trpc-to-openapi";
import { z } from "zod";

const { procedure, router: makeRouter } = initTRPC.meta().create();
const router = makeRouter({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/list" } })
    .input(z.object({ limit: z.number(), all: z.boolean() }))
    .output(z.object({ limit: z.number(), all: z.boolean() }))
    .query(({ input }) => input),
});
const inputs = [
  { limit: "1", all: false },
  { limit: null, all: "false" },
];
async function ask(when) {
  for (const input of inputs) {
    const answer = await router.createCaller({}).list(input).catch((error) => error.code);
    console.log(`${when}, tRPC with ${JSON.stringify(input)}: ${JSON.stringify(answer)}`);
  }
}

const app = Fastify();
await app.register(fastifyTRPCOpenApiPlugin, { router, createContext: () => ({}) });
await app.ready();
await ask("before REST was used");
console.log(`REST with ?limit=1&all=false: ${(await app.inject("/list?limit=1&all=false")).body}`);
await ask("after");
await app.close();
CODE

cat >expected.txt <<'TEXT'
before REST was used, tRPC with {"limit":"1","all":false}: "BAD_REQUEST"
before REST was used, tRPC with {"limit":null,"all":"false"}: "BAD_REQUEST"
REST with ?limit=1&all=false: {"limit":1,"all":true}
after, tRPC with {"limit":"1","all":false}: {"limit":1,"all":false}
after, tRPC with {"limit":null,"all":"false"}: {"limit":0,"all":true}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
