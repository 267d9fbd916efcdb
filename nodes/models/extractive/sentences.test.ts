import { afterAll, expect, test } from "vitest";
import { openEmbedder } from "../built-in/embeddings.ts";
import { rankSentences, sentencesOf } from "./sentences.ts";

const embedder = openEmbedder(60_000);
afterAll(() => embedder.close());
const how = { embedder, signal: undefined };

const passages = `[1] (sharing.md › Sharing › How do I revoke a link?) Open Share. Press the button beside it.

[2] (runs.md) Runs are kept, e.g. for audits.
- They can be filtered.`;

test("passages fall into sentences that know what their passage is about", () => {
  expect(sentencesOf(passages)).toEqual([
    { text: "Open Share.", about: "How do I revoke a link?", isFirst: true },
    { text: "Press the button beside it.", about: "How do I revoke a link?", isFirst: false },
    { text: "Runs are kept, e.g. for audits.", about: "", isFirst: true },
    { text: "They can be filtered.", about: "", isFirst: false },
  ]);
  expect(sentencesOf("[1] No source, and [2] is no mark here.")).toEqual([
    { text: "No source, and [2] is no mark here.", about: "", isFirst: true },
  ]);
});

test("a sentence is found by its heading as well as by its words", async () => {
  const [best] = await rankSentences("How can I revoke links?", sentencesOf(passages), how);
  expect(best?.about).toBe("How do I revoke a link?");
});

test("a heading of a file without marks counts for what stands under it, and is no sentence itself", () => {
  expect(sentencesOf("7. Termination\nEither party may terminate this agreement at once. It ends then.")).toEqual([
    { text: "Either party may terminate this agreement at once.", about: "Termination", isFirst: true },
    { text: "It ends then.", about: "Termination", isFirst: false },
  ]);
});

test("a line that names what is asked for comes before sentences that only speak of it", async () => {
  const invoice = "Invoice number: 2026-0417\nPlease state the invoice number with your transfer to our account.";
  const [best] = await rankSentences("What is the invoice number?", sentencesOf(invoice), how);
  expect(best?.text).toBe("Invoice number: 2026-0417");
});

test("of very many sentences those with shared words are compared", async () => {
  const many = Array.from({ length: 2000 }, (_, index) => `Nothing of use in line ${index}.`);
  many[777] = "The lighthouse keeper lives on the northern island.";
  const ranked = await rankSentences("Where does the lighthouse keeper live?", sentencesOf(many.join("\n")), how);
  expect(ranked[0]?.text).toBe(many[777]);
  expect(ranked.length).toBeLessThan(100);
});
