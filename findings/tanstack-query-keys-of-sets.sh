#!/usr/bin/env bash
# TanStack Query takes all Sets and Maps in a query's key for one, so a filter shows what another one found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @tanstack/query-core@5.108.4
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: keys are compared by their JSON, in which a Set, a Map, a URLSearchParams and a RegExp are {}. Two
filters by tags share a place in the cache: the second gets the first one's results at once, its own question is never asked,
and writing for one changes the other. Nothing warns. NaN and null are one as well, and a Date is its text.

TEXT

cat >show.mjs <<'CODE'
import { hashKey, QueryClient } from "@tanstack/query-core";

const documents = { red: ["apple"], blue: ["sky", "sea"], green: [] };
const queries = new QueryClient();
let asked = 0;
const find = (tags) =>
  queries.fetchQuery({
    queryKey: ["documents", { tags }],
    queryFn: () => {
      asked += 1;
      return [...tags].flatMap((tag) => documents[tag]);
    },
    staleTime: 60_000,
  });

for (const list of [["red"], ["blue"], ["red", "blue"]]) {
  const found = [await find(list), await find(new Set(list))].map((names) => names.join(" "));
  console.log(`tags ${list}: as a list ${found[0]}, as a Set ${found[1]}`);
}
console.log(`asked ${asked} times for 6 filters`);
queries.setQueryData(["documents", { tags: new Set(["green"]) }], ["leaf"]);
console.log(`blue, after green was written: ${JSON.stringify(await find(new Set(["blue"])))}`);

const alike = {
  "Sets of red and of blue": [new Set(["red"]), new Set(["blue"])],
  "Maps of a and of b": [new Map([["a", 1]]), new Map([["b", 1]])],
  "searches ?a=1 and ?b=1": [new URLSearchParams("a=1"), new URLSearchParams("b=1")],
  "/a/ and /b/": [/a/, /b/],
  "NaN and null": [Number.NaN, null],
  "lists of red and of blue": [["red"], ["blue"]],
};
for (const [name, [one, other]] of Object.entries(alike)) {
  console.log(`${name}: ${hashKey([one]) === hashKey([other]) ? "one key" : "two keys"}`);
}
queries.clear();
CODE

cat >expected.txt <<'TEXT'
tags red: as a list apple, as a Set apple
tags blue: as a list sky sea, as a Set apple
tags red,blue: as a list apple sky sea, as a Set apple
asked 4 times for 6 filters
blue, after green was written: ["leaf"]
Sets of red and of blue: one key
Maps of a and of b: one key
searches ?a=1 and ?b=1: one key
/a/ and /b/: one key
NaN and null: one key
lists of red and of blue: two keys
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
