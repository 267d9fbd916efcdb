import { expect, test } from "vitest";
import { settled } from "./half-finished.ts";

test.each([
  ["a paragraph before a list", "These:\n-", "These:"],
  ["a paragraph before a line", "These:\n\n--", "These:\n"],
  ["a list that goes on", "- one\n- ", "- one"],
  ["a numbered list", "First\n1.", "First"],
  ["a heading", "Text.\n\n##", "Text.\n"],
  ["a fence", "Run this:\n``", "Run this:"],
  ["the end of a fence", "```py\nx = 1\n``", "```py\nx = 1"],
  ["code as it is", "```py\nx = **kw\n-", "```py\nx = **kw\n-"],
  ["the first row of a table", "Here:\n\n| a | b", "Here:\n"],
  ["the second row of a table", "Here:\n\n| a | b |\n| - | -", "Here:\n"],
  ["a table that goes on", "| a | b |\n| - | - |\n| 1 |", "| a | b |\n| - | - |\n| 1 |"],
  ["bold words", "It is **very im", "It is **very im**"],
  ["bold words and a space", "It is **very ", "It is **very**"],
  ["the beginning of bold words", "It is **", "It is "],
  ["half of the end of bold words", "It is **so*", "It is **so**"],
  ["bold words that are whole", "It is **so**", "It is **so**"],
  ["code in a sentence", "Call `run(", "Call `run(`"],
  ["a link", "See [the page](https://exa", "See the page"],
  ["the number of a source", "It is 7 [1", "It is 7 "],
  ["a number alone", "42", "42"],
  ["a product", "2 * 3", "2 * 3"],
  ["a paragraph before that has an open mark", "2 ** 3\n\nmore", "2 ** 3\n\nmore"],
])("of %s only what is sure is shown", (_, markdown, shown) => {
  expect(settled(markdown)).toBe(shown);
});
