import { expect, test } from "vitest";
import { holdToText } from "./copy-grammar.ts";

const grammar = 'root ::= string-rule\nstring-rule ::= "\\"" char* "\\""\nchar ::= [a-z]';

test("every string is a run of words of the text, within a clause", () => {
  expect(holdToText(grammar, "A red lamp, (bright) one.")?.split("\n")).toEqual([
    "root ::= string-rule",
    'string-rule ::= "\\"" (word0 | word1 | word2 | word3 | word4) "\\""',
    "char ::= [a-z]",
    'word0 ::= "A" " " word1',
    'word1 ::= "red" (" " word2)?',
    'word2 ::= "lamp"',
    'word3 ::= "bright"',
    'word4 ::= "one"',
  ]);
});

test("a title does not end a clause", () => {
  expect(holdToText(grammar, "Dr. Stone")?.split("\n").slice(-2)).toEqual([
    'word0 ::= "Dr." " " word1',
    'word1 ::= "Stone"',
  ]);
});

test("words that could break out of the grammar are left out", () => {
  expect(holdToText(grammar, 'safe "quoted" back\\slash')?.split("\n").at(-1)).toBe('word0 ::= "safe"');
});

test("no text, or too much of it, is no help", () => {
  expect(holdToText(grammar, "— …")).toBeUndefined();
  expect(holdToText(grammar, "word ".repeat(501))).toBeUndefined();
});
