import { expect, test } from "vitest";
import { sentencesInWordsOf } from "./word-grammar.ts";

test("knows the words of the text and small words, and none that could break out of the grammar", () => {
  const grammar = sentencesInWordsOf('Press (Ctrl+C) or run `npm start`: it "stops". Not back\\slash.');
  const words = grammar?.split("\n").find((line) => line.startsWith("word ::="));
  for (const word of ["Press", "Ctrl+C", "`npm", "start`", "stops", "the"]) expect(words).toContain(`"${word}"`);
  expect(words).not.toContain("slash");
  expect(grammar).toMatch(/^first ::= .*"Press".*"Run"/m);
});

test("no text, or too many words, is no help", () => {
  expect(sentencesInWordsOf(" … ")).toBeUndefined();
  expect(sentencesInWordsOf(Array.from({ length: 500 }, (_, index) => `w${index}`).join(" "))).toBeUndefined();
});
