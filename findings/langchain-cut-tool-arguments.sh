#!/usr/bin/env bash
# LangChain.js completes the arguments of a tool call that were cut off, and reports a whole call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: pieces of a tool call that end in the middle of its JSON, as when an answer is cut at its limit of tokens, are
put together to a valid call with the arguments so far. Nothing marks it: invalid_tool_calls is empty. A text that breaks off
is shortened silently, a list has fewer items, and a whole number beyond 2^53 is rounded.

TEXT

cat >show.mjs <<'CODE'
import { AIMessageChunk } from "@langchain/core/messages";

const pieces = (...args) =>
  args
    .map((text, at) => ({ index: 0, args: text, type: "tool_call_chunk", ...(at === 0 ? { id: "c1", name: "pay" } : {}) }))
    .map((piece) => new AIMessageChunk({ content: "", tool_call_chunks: [piece] }))
    .reduce((whole, piece) => whole.concat(piece));
const cases = {
  whole: ['{"to": "Ada Lovelace", ', '"amounts": [10, 250]}'],
  "cut in a text": ['{"to": "Ada ', "Love"],
  "cut in a list": ['{"to": "Ada Lovelace", ', '"amounts": [10, 25'],
  "a long number": ['{"account": 9007199254740993}'],
};
for (const [name, texts] of Object.entries(cases)) {
  const { tool_calls, invalid_tool_calls } = pieces(...texts);
  const said = tool_calls.map(({ args }) => JSON.stringify(args)).join(" ");
  console.log(`${name}: ${tool_calls.length} valid, ${invalid_tool_calls.length} invalid, ${said}`);
}
CODE

cat >expected.txt <<'TEXT'
whole: 1 valid, 0 invalid, {"to":"Ada Lovelace","amounts":[10,250]}
cut in a text: 1 valid, 0 invalid, {"to":"Ada Love"}
cut in a list: 1 valid, 0 invalid, {"to":"Ada Lovelace","amounts":[10,25]}
a long number: 1 valid, 0 invalid, {"account":9007199254740992}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
