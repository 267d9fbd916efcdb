#!/usr/bin/env bash
# After a wait, a LangGraph.js node reads other types than without one: dates are texts, NaN is null, vectors are objects.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0 @langchain/langgraph@1.7.3
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: the state of a graph with a checkpointer is written at each step, and read again only when the graph goes on
after a wait or a crash. Map, Set and Uint8Array come back as they were; a Date, a Float32Array, a Buffer and NaN do not, and
a BigInt ends the run. So the same node reads a Date in every run that is not interrupted and a text in those that are.

TEXT

cat >show.mjs <<'CODE'
import { Annotation, Command, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";

const values = [
  new Date(0),
  new Map([["a", 1]]),
  new Uint8Array([1, 2]),
  Buffer.from("hi"),
  new Float32Array([1, 2]),
  Number.NaN,
  new URL("http://a.example/"),
  10n,
];
const kind = (value) => (value === null ? "null" : typeof value === "object" ? value.constructor.name : typeof value);

/** What the last node reads, with and without a person's approval before it. */
async function read(value, waits) {
  let seen;
  const graph = new StateGraph(Annotation.Root({ value: Annotation() }))
    .addNode("make", () => ({ value }))
    .addNode("approve", () => (waits ? { ...interrupt("Go on?") } : {}))
    .addNode("use", (state) => {
      seen = kind(state.value);
      return {};
    })
    .addEdge(START, "make")
    .addEdge("make", "approve")
    .addEdge("approve", "use")
    .compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: "1" } };
  try {
    await graph.invoke({}, config);
    if (waits) await graph.invoke(new Command({ resume: {} }), config);
  } catch {
    return "the graph fails";
  }
  return seen;
}
for (const value of values) {
  console.log(`${kind(value)}: read at once ${await read(value, false)}, after a wait ${await read(value, true)}`);
}
CODE

cat >expected.txt <<'TEXT'
Date: read at once Date, after a wait string
Map: read at once Map, after a wait Map
Uint8Array: read at once Uint8Array, after a wait Uint8Array
Buffer: read at once Buffer, after a wait Object
Float32Array: read at once Float32Array, after a wait Object
number: read at once number, after a wait null
URL: read at once URL, after a wait string
bigint: read at once bigint, after a wait the graph fails
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
