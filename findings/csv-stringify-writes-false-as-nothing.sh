#!/usr/bin/env bash
# csv-stringify writes true as 1 and false as nothing, which is what null and an empty text are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact csv-stringify@6.9.0 d3-dsv@3.0.2 fast-csv@5.0.8 papaparse@5.7.1
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a column of yes and no has 1 and empty cells. What was false cannot be told from what was not
answered, so a reader counts consent that was refused as not asked for; of the usual writers no other does so. Dates become
milliseconds without a sign that they are dates, while in an object inside of a cell both are as JSON has them.

TEXT

cat >show.mjs <<'CODE'
import { stringify } from "csv-stringify/sync";
import { csvFormat } from "d3-dsv";
import { writeToString } from "fast-csv";
import Papa from "papaparse";

const rows = [
  { who: "Ann", agrees: true },
  { who: "Ben", agrees: false },
  { who: "Cem", agrees: null },
  { who: "Dan", agrees: "" },
];
const writers = {
  "csv-stringify": (data) => stringify(data, { header: true }),
  papaparse: (data) => Papa.unparse(data),
  "fast-csv": (data) => writeToString(data, { headers: true }),
  "d3-dsv": (data) => csvFormat(data),
};
for (const [name, write] of Object.entries(writers)) {
  console.log(`${name}: ${(await write(rows)).trim().split(/\r?\n/).join(" | ")}`);
}
const dates = [{ at: new Date(Date.UTC(2026, 10, 30)), all: { at: new Date(0), agrees: false } }];
console.log(`csv-stringify, a date: ${stringify(dates).trim()}`);
CODE

cat >expected.txt <<'TEXT'
csv-stringify: who,agrees | Ann,1 | Ben, | Cem, | Dan,
papaparse: who,agrees | Ann,true | Ben,false | Cem, | Dan,
fast-csv: who,agrees | Ann,true | Ben,false | Cem, | Dan,
d3-dsv: who,agrees | Ann,true | Ben,false | Cem, | Dan,
csv-stringify, a date: 1795996800000,"{""at"":""1970-01-01T00:00:00.000Z"",""agrees"":false}"
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
