#!/usr/bin/env bash
# CloudEvents' npm library drops data that is 0, false or empty over HTTP, and makes an object of a text that is JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact cloudevents@10.0.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: an event whose data is a switch that is off, a stock of none or an empty text is sent right in the structured
form, and HTTP.toEvent() gives an event without data. In the binary form a number and a boolean arrive as texts though the
content type is application/json, and a text that is a piece of JSON, written without its quotes, arrives as an object.

TEXT

cat >show.mjs <<'CODE'
import { CloudEvent, HTTP } from "cloudevents";

const say = (data) => (data === undefined ? "no data" : JSON.stringify(data));
for (const data of [{ stock: 0 }, 5, 0, true, false, "hello", "", '{"stock":0}']) {
  for (const form of ["structured", "binary"]) {
    const event = new CloudEvent({ source: "/shop", type: "changed", datacontenttype: "application/json", data });
    let read;
    try {
      const { body, headers } = HTTP[form](event);
      // As bytes go over a connection: texts only.
      read = `arrives as ${say(HTTP.toEvent({ headers, body: String(body) }).data)}`;
    } catch (error) {
      read = error.message;
    }
    console.log(`${say(data)}, ${form}: ${read}`);
  }
}
CODE

cat >expected.txt <<'TEXT'
{"stock":0}, structured: arrives as {"stock":0}
{"stock":0}, binary: arrives as {"stock":0}
5, structured: arrives as 5
5, binary: arrives as "5"
0, structured: arrives as no data
0, binary: arrives as "0"
true, structured: arrives as true
true, binary: arrives as "true"
false, structured: arrives as no data
false, binary: arrives as "false"
"hello", structured: arrives as "hello"
"hello", binary: arrives as "hello"
"", structured: arrives as no data
"", binary: arrives as ""
"{\"stock\":0}", structured: arrives as "{\"stock\":0}"
"{\"stock\":0}", binary: arrives as {"stock":0}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
