#!/usr/bin/env bash
# Two people who begin an empty Yjs document at once lose all that one of them made in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact yjs@13.6.33
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: Yjs merges what is done at once, and a type in a type is an object like any other: each of the two finds no
"nodes" in the document, makes a map for them and puts a node in. After the merge there is one map, with all that is in the
other gone, and so is what its owner still writes into it, without an error. Which one stays goes by the client's number, not
by time. Types at the top, by getMap("nodes"), are the same for both, and keep both nodes.

TEXT

cat >show.mjs <<'CODE'
import * as Y from "yjs";

function open(clientID) {
  const document = new Y.Doc();
  document.clientID = clientID;
  return document;
}
function merge(one, other) {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
}
const nested = (document) => {
  const pipeline = document.getMap("pipeline");
  if (!pipeline.has("nodes")) pipeline.set("nodes", new Y.Map());
  return pipeline.get("nodes");
};
const atTheTop = (document) => document.getMap("nodes");

for (const [name, nodesOf] of Object.entries({ nested, "at the top": atTheTop })) {
  for (const [anns, bens] of [[1, 2], [2, 1]]) {
    const ann = open(anns);
    const ben = open(bens);
    const [annsNodes, bensNodes] = [nodesOf(ann), nodesOf(ben)];
    annsNodes.set("prompt", "Ann's");
    bensNodes.set("model", "Ben's");
    merge(ann, ben);
    annsNodes.set("later", "Ann's");
    bensNodes.set("after", "Ben's");
    merge(ann, ben);
    const seen = [ann, ben].map((document) => Object.keys(nodesOf(document).toJSON()).sort().join(" "));
    console.log(`${name}, Ann is client ${anns}: ${seen[0] === seen[1] ? "both see" : "they see apart"} ${seen[0]}`);
  }
}
CODE

cat >expected.txt <<'TEXT'
nested, Ann is client 1: both see after model
nested, Ann is client 2: both see later prompt
at the top, Ann is client 1: both see after later model prompt
at the top, Ann is client 2: both see after later model prompt
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
