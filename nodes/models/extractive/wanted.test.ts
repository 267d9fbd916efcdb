import { expect, test } from "vitest";
import { hasWanted, withNames } from "./wanted.ts";

test.each([
  ["How much is the deposit?", "The tenant pays a deposit of 2,820 EUR.", "The deposit is kept apart for six months."],
  ["How heavy is the machine?", "Weight: 8.6 kg", "Let the machine cool for 30 minutes."],
  ["How much water does the tank hold?", "Tank capacity: 1.8 litres", "Rinse the tank twice."],
  ["When do I have to pay?", "Payment is due within 30 days.", "Please state the invoice number 4711."],
  ["How many keys do I get?", "The tenant receives two house keys.", "Keys must be returned."],
])("%s is answered by a sentence that has what it asks for", (question, right, wrong) => {
  expect([hasWanted(question, right), hasWanted(question, wrong)]).toEqual([true, false]);
});

test("a question that asks for no such thing wants none", () => {
  expect(hasWanted("Who sponsors the prizes?", "The bakery gives 3 prizes on Monday.")).toBe(false);
});

test("a question has the name that a table gives to what it asks for", () => {
  expect(withNames("How heavy is it?")).toBe("How heavy is it? weight");
  expect(withNames("Who made it?")).toBe("Who made it?");
});
