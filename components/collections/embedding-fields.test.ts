import { expect, test } from "vitest";
import type { EmbeddingChoice } from "../../lib/documents/embedding-choice.ts";
import { multilingualEmbedding } from "../../lib/models/built-in.ts";
import { choiceOf, embeddingOf } from "./embedding-fields.tsx";

const embeddings: EmbeddingChoice[] = [
  null,
  { provider: "built-in", model: multilingualEmbedding },
  { provider: "openai", model: "text-embedding-3-small", credential: "c1" },
];

test.each(embeddings)("the fields show the embedding that a collection has: %j", (embedding) => {
  expect(embeddingOf(choiceOf(embedding))).toEqual(embedding);
});

test("the default embedding is shown as the English one, which it is", () => {
  expect(embeddingOf(choiceOf({ provider: "default", model: "" }))).toBe(null);
});
