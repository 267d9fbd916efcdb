#!/usr/bin/env bash
# @microsoft/fetch-event-source sends its POST again when a person looks at another tab, or the answer breaks off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @microsoft/fetch-event-source@2.0.1
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: it is the usual way to read a model's answer that is streamed to a POST. When the page is hidden it ends
the request, and when the page is seen again it sends the same POST anew: the order in it is placed twice, the model is asked
and paid twice, and the page shows the beginning of one answer with the whole of the other behind it. A connection that
breaks does the same after a second, without end. fetch does neither.

TEXT

cat >show.mjs <<'CODE'
import { once } from "node:events";
import { createServer } from "node:http";

// What the package asks of a browser: a page that can be hidden.
let onVisibility = () => {};
const page = { hidden: false, removeEventListener: () => {}, addEventListener: (_, listener) => (onVisibility = listener) };
globalThis.document = page;
globalThis.window = globalThis;
const { fetchEventSource } = await import("@microsoft/fetch-event-source");

/** Tells which request it answers; the first one's end is as `breaksOff` says, or never comes. */
async function ask(what, { breaksOff, onToken }) {
  const bodies = [];
  const server = createServer(async (request, response) => {
    bodies.push(String(Buffer.concat(await request.toArray())));
    const number = bodies.length;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: answer ${number} begins\n\n`);
    if (number > 1) response.end(`data: answer ${number} ends\n\n`);
    else if (breaksOff) setTimeout(() => response.destroy(), 50);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const shown = [];
  await fetchEventSource(`http://127.0.0.1:${server.address().port}/`, {
    method: "POST",
    body: "Order a taxi",
    onmessage: ({ data }) => {
      shown.push(data);
      if (shown.length === 1) onToken?.();
    },
  });
  console.log(`${what}: ${bodies.length} requests (${[...new Set(bodies)]}), shown: ${shown.join(", ")}`);
  server.closeAllConnections();
  server.close();
}
function lookAway() {
  page.hidden = true;
  onVisibility();
  page.hidden = false;
  onVisibility();
}
await ask("another tab and back", { onToken: lookAway });
await ask("the connection breaks", { breaksOff: true });
CODE

cat >expected.txt <<'TEXT'
another tab and back: 2 requests (Order a taxi), shown: answer 1 begins, answer 2 begins, answer 2 ends
the connection breaks: 2 requests (Order a taxi), shown: answer 1 begins, answer 2 begins, answer 2 ends
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
