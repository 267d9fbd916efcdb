import { parseDocument } from "htmlparser2";
import { expect, test } from "vitest";
import { formulaText } from "./formula.ts";

const r = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
const in_ = (name: string, content: string) => `<m:${name}>${content}</m:${name}>`;

test.each([
  ["a fraction is no number", in_("f", in_("num", r("1")) + in_("den", r("2"))), "1/2"],
  ["… of sums", in_("f", in_("num", r("a+b")) + in_("den", r("2c"))), "(a+b)/2c"],
  ["powers and indices", in_("sSubSup", in_("e", r("x")) + in_("sub", r("i")) + in_("sup", r("n+1"))), "x_i^(n+1)"],
  ["roots", in_("rad", in_("deg", r("3")) + in_("e", r("x+1"))), "3√(x+1)"],
  ["brackets", in_("d", in_("e", r("x")) + in_("e", r("y"))), "(x|y)"],
  [
    "sums over a range",
    in_(
      "nary",
      `<m:naryPr><m:chr m:val="∑"/></m:naryPr>${in_("sub", r("i=1"))}${in_("sup", r("n"))}${in_("e", r("i"))}`,
    ),
    "∑_(i=1)^n i",
  ],
  ["functions", in_("func", in_("fName", r("sin")) + in_("e", r("x"))), "sin x"],
  [
    "rows of numbers",
    in_("m", in_("mr", in_("e", r("1")) + in_("e", r("2"))) + in_("mr", in_("e", r("3")) + in_("e", r("4")))),
    "[1, 2; 3, 4]",
  ],
])("%s", (_name, xml, text) => {
  expect(formulaText(parseDocument(xml, { xmlMode: true }))).toBe(text);
});
