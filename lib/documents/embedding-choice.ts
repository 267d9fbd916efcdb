/** With what a collection's vectors are made. */
import * as z from "zod";
import { multilingualEmbedding } from "../models/built-in.ts";
import { ModelRef } from "../models/models.ts";

/** A provider's model with its credential; null is the English model on board. */
export const EmbeddingChoice = ModelRef.nullable().meta({
  description: `A provider's embedding model with its credential; null is the model on board, which reads English. The provider \`built-in\` with the model \`${multilingualEmbedding}\` is the one on board that reads 16 languages.`,
});
export type EmbeddingChoice = z.infer<typeof EmbeddingChoice>;

/** What the vectors of a collection are being made anew with. */
export const NextEmbedding = z.object({ model: EmbeddingChoice, name: z.string(), dimensions: z.number().int() });
export type NextEmbedding = z.infer<typeof NextEmbedding>;
