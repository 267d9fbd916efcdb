#!/usr/bin/env bash
# Postgres' full-text search does not find a word beside a slash or a dot, nor a number behind a hyphen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @electric-sql/pglite@0.5.14
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the parser takes "input/output" for the path of a file and "sign.Then" for a host, each a single word, so
neither half is found, in whatever language is set. The hyphen of INV-4711 is the minus of a negative number: who looks for
4711 finds nothing, nor does who writes INV 4711. Words joined by + or _ are taken apart, and a hyphen between words gives
the whole and both halves.

TEXT

cat >show.mjs <<'CODE'
import { PGlite } from "@electric-sql/pglite";

const db = await PGlite.create();
const { rows } = await db.query("SELECT split_part(version(), ' ', 2) AS version");
console.log(`Postgres ${rows[0].version}`);
const searches = [
  ["An input/output error", "output"],
  ["A client/server protocol", "server"],
  ["Press the sign.Then wait", "sign"],
  ["Invoice INV-4711", "INV-4711"],
  ["Invoice INV-4711", "4711"],
  ["Invoice INV-4711", "INV 4711"],
  ["Minutes of 2026-0815", "0815"],
  ["salt+pepper", "pepper"],
  ["a client-server protocol", "server"],
];
for (const [text, query] of searches) {
  const sql = "SELECT to_tsvector($1, $2) @@ websearch_to_tsquery($1, $3) AS found";
  const answers = [];
  for (const language of ["english", "simple"]) answers.push((await db.query(sql, [language, text, query])).rows[0].found);
  console.log(`"${text}", asked for ${query}: ${answers.map((found) => (found ? "found" : "not found")).join(", ")}`);
}
await db.close();
CODE

cat >expected.txt <<'TEXT'
Postgres 18.6
"An input/output error", asked for output: not found, not found
"A client/server protocol", asked for server: not found, not found
"Press the sign.Then wait", asked for sign: not found, not found
"Invoice INV-4711", asked for INV-4711: found, found
"Invoice INV-4711", asked for 4711: not found, not found
"Invoice INV-4711", asked for INV 4711: not found, not found
"Minutes of 2026-0815", asked for 0815: not found, not found
"salt+pepper", asked for pepper: found, found
"a client-server protocol", asked for server: found, found
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
