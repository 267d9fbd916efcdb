#!/usr/bin/env bash
# Kysely's CamelCasePlugin renames the keys inside of JSON columns when it reads them, and not when it writes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @electric-sql/pglite@0.5.17 kysely@0.29.9
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the plugin is for columns, call_id in the database and callId in code. It goes into every object of a
row as well, so a stored request with max_tokens comes back with maxTokens, and people's own keys are changed or fall onto each
other. What is read, changed and written back stays renamed in the database. maintainNestedObjectKeys keeps them.

TEXT

cat >show.mjs <<'CODE'
import { PGlite } from "@electric-sql/pglite";
import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";

const postgres = await PGlite.create();
const { rows } = await postgres.query("SELECT split_part(version(), ' ', 2) AS version");
console.log(`Postgres ${rows[0].version}`);
const client = {
  async query(sql, parameters) {
    const answer = await postgres.query(sql, parameters);
    return { command: sql.split(" ")[0].toUpperCase(), rowCount: answer.affectedRows ?? 0, rows: answer.rows };
  },
  release() {},
};
const dialect = new PostgresDialect({ pool: { connect: async () => client, end: async () => {} } });
const request = { max_tokens: 5, tools: [{ name: "find", input_schema: {} }], labels: { cost_center: 1, costCenter: 2 } };

for (const options of [{}, { maintainNestedObjectKeys: true }]) {
  await postgres.exec("DROP TABLE IF EXISTS model_call; CREATE TABLE model_call (call_id int, request_body jsonb)");
  const db = new Kysely({ dialect, plugins: [new CamelCasePlugin(options)] });
  await db.insertInto("modelCall").values({ callId: 1, requestBody: JSON.stringify(request) }).execute();
  const { requestBody } = await db.selectFrom("modelCall").select("requestBody").executeTakeFirstOrThrow();
  console.log(`read ${JSON.stringify(options)}: ${JSON.stringify(requestBody)}`);
  await db.updateTable("modelCall").set({ requestBody: JSON.stringify({ ...requestBody, stream: true }) }).execute();
  const { rows } = await postgres.query("SELECT request_body FROM model_call");
  console.log(`in the database after one field was added: ${JSON.stringify(rows[0].request_body)}`);
}
CODE

cat >expected.txt <<'TEXT'
Postgres 18.7
read {}: {"tools":[{"name":"find","inputSchema":{}}],"labels":{"costCenter":1},"maxTokens":5}
in the database after one field was added: {"tools":[{"name":"find","inputSchema":{}}],"labels":{"costCenter":1},"stream":true,"maxTokens":5}
read {"maintainNestedObjectKeys":true}: {"tools":[{"name":"find","input_schema":{}}],"labels":{"costCenter":2,"cost_center":1},"max_tokens":5}
in the database after one field was added: {"tools":[{"name":"find","input_schema":{}}],"labels":{"costCenter":2,"cost_center":1},"stream":true,"max_tokens":5}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
