#!/usr/bin/env bash
# A regular expression inside toMatchObject matches every value, so a test of a message asserts nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact vitest@5.1.1 expect@30.4.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: toThrow, toMatch and asymmetric matchers take a regular expression as something that the text must match. In
toMatchObject it is compared as an object of which only the own enumerable properties count. It has none, so it equals any text
and any number: `toMatchObject({ message: /refused/ })` passes whatever the message is. toEqual with the same argument fails
even when the text matches, so nothing in between gives it away. Both Vitest and Jest's expect do so.

TEXT

cat >show.test.mjs <<'CODE'
import { appendFileSync } from "node:fs";
import { expect as jest } from "expect";
import { expect as vitest, test } from "vitest";

const passes = (check) => {
  try {
    check();
    return "passes";
  } catch {
    return "fails";
  }
};
test("what a regular expression means", () => {
  for (const [name, expect] of Object.entries({ vitest, jest })) {
    const say = (text, check) => appendFileSync("seen.txt", `${name}: ${text}: ${passes(check)}\n`);
    const received = { message: "accepted", count: 5 };
    say("toMatchObject, another text", () => expect(received).toMatchObject({ message: /refused/ }));
    say("toMatchObject, a number", () => expect(received).toMatchObject({ count: /refused/ }));
    say("toMatchObject, stringMatching", () =>
      expect(received).toMatchObject({ message: expect.stringMatching(/refused/) }));
    say("toEqual, the same text", () => expect(received).toEqual({ message: /accepted/, count: 5 }));
    say("toThrow, another text", () => expect(() => { throw new Error("accepted"); }).toThrow(/refused/));
  }
});
CODE

cat >expected.txt <<'TEXT'
vitest: toMatchObject, another text: passes
vitest: toMatchObject, a number: passes
vitest: toMatchObject, stringMatching: fails
vitest: toEqual, the same text: fails
vitest: toThrow, another text: fails
jest: toMatchObject, another text: passes
jest: toMatchObject, a number: passes
jest: toMatchObject, stringMatching: fails
jest: toEqual, the same text: fails
jest: toThrow, another text: fails
TEXT
npx vitest run --silent >vitest.log 2>&1 || { cat vitest.log; exit 1; }
cat seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
