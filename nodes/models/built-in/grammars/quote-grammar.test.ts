import { expect, test } from "vitest";
import { quotesOf } from "./quote-grammar.ts";

test("an answer is the first sentence, and the next one if need be", () => {
  expect(quotesOf(["To change it, set `PORT`; the default is 3000", "Is it taken?"])).toBe(
    'root ::= "To change it, set `PORT`; the default is 3000." (" Is it taken?")?',
  );
});

test("nothing in a sentence breaks out of its rule", () => {
  expect(quotesOf(['Say "yes" \\ or\nno!'])).toBe('root ::= "Say \\"yes\\" \\\\ or\\nno!"');
});

test("nothing to quote, or a book, is no help", () => {
  expect(quotesOf([])).toBeUndefined();
  expect(quotesOf([" … "])).toBeUndefined();
  expect(quotesOf(["word ".repeat(2000)])).toBeUndefined();
});
