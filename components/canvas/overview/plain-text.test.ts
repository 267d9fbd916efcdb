import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

test("headings, lists, emphasis and links become their words", () => {
  const markdown =
    "# How this works\n\nThe first column **prepares** the `questions`.\n\n- one\n2. [two](https://a.b)\n> three";
  expect(plainText(markdown)).toBe("How this works The first column prepares the questions. one two three");
});

test("signs that are no Markdown stay", () => {
  expect(plainText("2 * 3 - 1, a_snake_case, C#")).toBe("2 * 3 - 1, a_snake_case, C#");
});
