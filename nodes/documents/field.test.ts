import { expect, test } from "vitest";
import { fieldText } from "./field.ts";

test.each([
  ['SYMBOL 97 \\f "Symbol" \\s 10', "α"],
  ['SYMBOL 0xFC \\f "Wingdings"', "✓"],
  ["EQ \\f(1,2)", "1/2"],
  [" EQ \\f(a+b;2c) ", "(a+b)/2c"],
  ["EQ \\r(3,x) + \\r(y)", "3√x + √y"],
  ["eq \\o\\ac(○,1)", "○1"],
  ['EQ \\* jc2 \\* "Font:MS Gothic" \\* hps10 \\o\\ad(\\s\\up 9(ふり),振)', "(ふり) 振"],
  ["EQ x\\s\\up5(2)", "x^2"],
  ["EQ \\b(\\f(1,\\f(2,3)))", "(1/(2/3))"],
  ["EQ \\f(1\\,5,2)", "1,5/2"],
  ["EQ \\f(1", "1/"],
  ["EQ (a)", "(a)"],
  ["PAGE", ""],
  ["HYPERLINK \\l x", ""],
  [`EQ ${"\\f(".repeat(100)}`, expect.any(String)],
])("%s", (instruction, text) => expect(fieldText(instruction)).toEqual(text));
