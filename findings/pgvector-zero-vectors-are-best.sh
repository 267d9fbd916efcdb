#!/usr/bin/env bash
# With pgvector a vector of zeros passes every threshold of similarity and is the best of all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @electric-sql/pglite@0.5.14 @electric-sql/pglite-pgvector@0.0.15
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: some models embed an empty text, or one of which they know no word, as zeros. Its cosine distance is NaN, which
for Postgres is greater than every number: 1 - distance passes any threshold and is first in descending order, least(1, …)
makes it a perfect hit, and max() over several is NaN. In ascending order of the distance it is last, and an HNSW index leaves
it out, so it comes and goes with the form of the query and with the plan.

TEXT

cat >show.mjs <<'CODE'
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";

const db = await PGlite.create({ extensions: { vector } });
await db.exec(`
  CREATE EXTENSION vector;
  CREATE TABLE chunk (text text, embedding vector(2));
  INSERT INTO chunk VALUES ('right', '[1, 0.1]'), ('wrong', '[-1, 0]'), ('empty', '[0, 0]');
`);
const { rows } = await db.query("SELECT extversion FROM pg_extension WHERE extname = 'vector'");
console.log(`pgvector ${rows[0].extversion}`);

const similarity = "1 - (embedding <=> '[1, 0]')";
async function ask(name, query) {
  const texts = (await db.query(query)).rows.map((row) => Object.values(row)[0]);
  console.log(`${name}: ${texts.join(", ")}`);
}
await ask("at least 0.99 similar", `SELECT text FROM chunk WHERE ${similarity} >= 0.99 ORDER BY text`);
await ask("most similar first", `SELECT text FROM chunk ORDER BY ${similarity} DESC`);
await ask("nearest first", "SELECT text FROM chunk ORDER BY embedding <=> '[1, 0]'");
await ask("least(1, similarity) of empty", `SELECT least(1, ${similarity}) FROM chunk WHERE text = 'empty'`);
await ask("best similarity of all", `SELECT max(${similarity})::text FROM chunk`);
await db.exec("CREATE INDEX ON chunk USING hnsw (embedding vector_cosine_ops); SET enable_seqscan = off");
await ask("nearest first by an index", "SELECT text FROM chunk ORDER BY embedding <=> '[1, 0]' LIMIT 3");
await db.close();
CODE

cat >expected.txt <<'TEXT'
pgvector 0.8.7
at least 0.99 similar: empty, right
most similar first: empty, right, wrong
nearest first: right, wrong, empty
least(1, similarity) of empty: 1
best similarity of all: NaN
nearest first by an index: right, wrong
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
