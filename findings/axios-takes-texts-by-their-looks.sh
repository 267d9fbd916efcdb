#!/usr/bin/env bash
# axios sends the text 7 as a number and the text 007 as a text, and reads text/plain as JSON where it looks like it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact axios@1.21.1
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the type of what is sent depends on the value. A text with the type application/json is made a JSON
text, unless it reads as JSON: then it goes as it is, so a note of true is a boolean, {"a":1} an object, and 1.10 is 1.1. Answers
are read as JSON whatever their type says, so of a model's plain answer null nothing is left, and long ids are rounded; only
responseType: "text" keeps them.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";
import axios from "axios";

// Answers what it was sent, as plain text.
const server = createServer(async (request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(Buffer.concat(await request.toArray()));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/`;
const json = { headers: { "content-type": "application/json" }, responseType: "text" };
const plain = { headers: { "content-type": "text/plain" } };

for (const text of ["hello", "007", "7", "1.10", "12345678901234567890", "true", "null", '{"a":1}', '"quoted"']) {
  const { data: sent } = await axios.post(url, text, json);
  const { data: read } = await axios.post(url, text, plain);
  const { data: kept } = await axios.post(url, text, { ...plain, responseType: "text" });
  const shown = `${read === null ? "null" : typeof read} ${typeof read === "string" ? read : JSON.stringify(read)}`;
  console.log(`${text}: sent as JSON ${sent}, read from text/plain ${shown}, with responseType ${kept === text ? "as it is" : kept}`);
}
server.close();
CODE

cat >expected.txt <<'TEXT'
hello: sent as JSON "hello", read from text/plain string hello, with responseType as it is
007: sent as JSON "007", read from text/plain string 007, with responseType as it is
7: sent as JSON 7, read from text/plain number 7, with responseType as it is
1.10: sent as JSON 1.10, read from text/plain number 1.1, with responseType as it is
12345678901234567890: sent as JSON 12345678901234567890, read from text/plain number 12345678901234567000, with responseType as it is
true: sent as JSON true, read from text/plain boolean true, with responseType as it is
null: sent as JSON null, read from text/plain null null, with responseType as it is
{"a":1}: sent as JSON {"a":1}, read from text/plain object {"a":1}, with responseType as it is
"quoted": sent as JSON "quoted", read from text/plain string quoted, with responseType as it is
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
