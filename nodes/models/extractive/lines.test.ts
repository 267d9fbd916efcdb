import { expect, test } from "vitest";
import { readLines } from "./lines.ts";

const texts = (text: string) => readLines(text).map((line) => line.text);
const headings = (text: string) =>
  readLines(text)
    .filter(({ isHeading }) => isHeading)
    .map((line) => line.text);

test("a sentence that was broken over lines is whole again", () => {
  const broken = `The machine has to be descaled when the red drop
lights up, or at least every three months. Use only
descaler.`;
  expect(texts(broken)).toEqual([
    "The machine has to be descaled when the red drop lights up, or at least every three months. Use only descaler.",
  ]);
});

test("lines that end where their writer wanted stay: addresses, labels, lists, rows of a table", () => {
  const lines = [
    "Hafenstrasse 12",
    "20457 Hamburg",
    "Voltage: 220 V",
    "Power: 1,450 W",
    "A list, which is introduced by a line that is long enough",
    "- one",
    "2. two",
    "| A Markdown table with a row that is long enough | 3 |",
    "| and another | 4 |",
  ];
  expect(texts(lines.join("\n"))).toEqual(lines);
});

test("a row of a table says what its cells are", () => {
  expect(texts("Article\tPrice\tAmount\nPatch panel\t86.50\t259.50\n\nSubtotal\t892.40\nA\tB\t3\t4")).toEqual([
    "Article\tPrice\tAmount",
    "Article: Patch panel, Price: 86.50, Amount: 259.50",
    "",
    "Subtotal: 892.40",
    "A, B, 3, 4",
  ]);
});

test("a row of a PDF's table whose cells are broken over lines is whole again, with blank lines between the rows", () => {
  const table = `Code\tMeaning\tWhat to do

E-03\tWater tank
empty\tFill the tank.

E-11\tBrewing unit
blocked
Take it out and rinse it.

Total\t3

Technical data

Power\t1,450 W
Pump pressure 15 bar`;
  expect(texts(table).filter((line) => line !== "")).toEqual([
    "Code\tMeaning\tWhat to do",
    "Code: E-03, Meaning: Water tank empty, What to do: Fill the tank.",
    "E-11: Brewing unit blocked Take it out and rinse it.",
    "Total: 3",
    "Technical data",
    "Power: 1,450 W",
    "Pump pressure 15 bar",
  ]);
});

test("a short line right above a paragraph is its heading", () => {
  const prose = "Either party may terminate this agreement without notice.";
  expect(
    headings(`OFFICE LEASE\n\n7. Termination\n${prose}\n\nNext meeting: Tuesday\n${prose}\n\nShort\nShort too`),
  ).toEqual(["7. Termination"]);
});
