import { expect, test } from "vitest";
import { cpuMsOf } from "../../../tests/helpers/cpu-time.ts";
import { phraseFor } from "./phrase.ts";

const sentence = "Anna Berg is a nurse from Oslo.";

test.each([
  ["name", "Anna Berg"],
  ["city", "Oslo"],
  ["job of the person in the city", "Oslo"],
  ["profession", "nurse"],
  ["why", sentence],
])("the %s of a sentence", (label, phrase) => {
  expect(phraseFor(label, sentence)).toBe(phrase);
});

test("a date and an address", () => {
  expect(phraseFor("due date", "Pay by 2026-03-01, please.")).toBe("2026-03-01");
  expect(phraseFor("e-mail", "Write to ada@example.com.")).toBe("ada@example.com");
});

test("a long hostile sentence is read in no time", () => {
  const texts = ["A ".repeat(50_000), "a b ".repeat(50_000), "a@".repeat(50_000)];
  const cpuMs = cpuMsOf(() => {
    for (const text of texts) for (const label of ["name", "city", "job", "mail"]) phraseFor(label, text);
  });
  expect(cpuMs).toBeLessThan(500);
});
