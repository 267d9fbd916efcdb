import { expect, test } from "vitest";
import { cpuMsOf } from "../../../tests/helpers/cpu-time.ts";
import { readQuestion } from "./question.ts";

const passages = "[1] (a.md) Lamps are in aisle four.\n\n[2] Pens are in aisle two.";

test.each([
  [
    "a label before it",
    `Answer the question using only the passages below.\n\nPassages:\n${passages}\n\nQuestion: Where are pens?\nAnswer:`,
  ],
  ["a label in front of all", `Question: Where are pens?\n\nContext:\n${passages}`],
  ["only its question mark", `${passages}\n\nWhere are pens?`],
])("a question is found by %s", (_case, prompt) => {
  expect(readQuestion(prompt)).toEqual({ question: "Where are pens?", material: passages });
});

test("without any, the first paragraph asks and the rest is the material", () => {
  expect(readQuestion("Tell me about pens.\n\nPens are in aisle two.")).toEqual({
    question: "Tell me about pens.",
    material: "Pens are in aisle two.",
  });
});

test("a last paragraph that tells what to do asks about what stands before it", () => {
  expect(readQuestion("Book: A hound haunts the moor.\n\nIn one sentence, say why to read it.")).toEqual({
    question: "In one sentence, say why to read it.",
    material: "Book: A hound haunts the moor.",
  });
});

test("a long hostile text is read in no time", () => {
  const texts = ["question:".repeat(20_000), "\n".repeat(100_000), "a?\n".repeat(30_000), " ".repeat(100_000)];
  const cpuMs = cpuMsOf(() => {
    for (const text of texts) readQuestion(text);
  });
  expect(cpuMs).toBeLessThan(1000);
});

test("what a text tells its own reader to do is material, what is said to the model is not", () => {
  const prompt = `Answer the question using only the context below.

Context:
[1] (manual.txt) Descale the machine every three months.
Use only the descaler that is sold for this machine.
Do not use vinegar.

Question: Can I use vinegar?`;
  expect(readQuestion(prompt)).toEqual({
    question: "Can I use vinegar?",
    material: `[1] (manual.txt) Descale the machine every three months.
Use only the descaler that is sold for this machine.
Do not use vinegar.`,
  });
});
