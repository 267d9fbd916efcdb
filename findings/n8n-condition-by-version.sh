#!/usr/bin/env bash
# The outcome of n8n's conditions depends on the version of the node, and null is greater than -1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact --ignore-scripts n8n-workflow@2.41.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: with loose types the text "false" is true in the first version and false since the second, while "no" is
true in all of them; an empty text is an empty number only from the third on. Strict types refuse "1" for a number and
take null for one: null > -1 and null < 5 are true, null = 0 is not. Imported flows keep the version they were saved with.

TEXT

cat >show.mjs <<'CODE'
import { createRequire } from "node:module";

const { executeFilter } = createRequire(import.meta.url)("n8n-workflow");
const cases = [
  ["loose", "false", "boolean", "true"],
  ["loose", "no", "boolean", "true"],
  ["loose", "", "number", "empty"],
  ["strict", "", "number", "empty"],
  ["strict", "1", "number", "gt", -1],
  ["strict", null, "number", "gt", -1],
  ["strict", null, "number", "lt", 5],
  ["strict", null, "number", "equals", 0],
];
for (const [typeValidation, leftValue, type, operation, rightValue = ""] of cases) {
  const outcomes = [1, 2, 3].map((version) => {
    const operator = { type, operation, singleValue: rightValue === "" };
    const options = { version, caseSensitive: true, leftValue: "", typeValidation };
    const conditions = [{ id: "1", leftValue, rightValue, operator }];
    try {
      return `${version}: ${executeFilter({ combinator: "and", options, conditions })}`;
    } catch {
      return `${version}: refused`;
    }
  });
  const question = [JSON.stringify(leftValue), type, operation, rightValue].join(" ").trim();
  console.log(`${typeValidation} ${question} | ${outcomes.join(", ")}`);
}
CODE

cat >expected.txt <<'TEXT'
loose "false" boolean true | 1: true, 2: false, 3: false
loose "no" boolean true | 1: true, 2: true, 3: true
loose "" number empty | 1: false, 2: false, 3: true
strict "" number empty | 1: refused, 2: refused, 3: true
strict "1" number gt -1 | 1: refused, 2: refused, 3: refused
strict null number gt -1 | 1: true, 2: true, 3: true
strict null number lt 5 | 1: true, 2: true, 3: true
strict null number equals 0 | 1: false, 2: false, 3: false
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
