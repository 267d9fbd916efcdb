import { z } from "zod";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { type ChunkSize, splitIntoChunks } from "../../documents/split.ts";

export const splitText = defineNode({
  type: "split-text",
  version: 1,
  title: "Split text",
  summary: "Splits documents into chunks of similar size, at the ends of paragraphs and sentences where possible.",
  category: "data",
  effect: "pure",
  icon: "scissors",
  keywords: ["chunk", "chunks", "tokens", "passages", "splitter"],
  config: z
    .object({
      size: z
        .number()
        .int()
        .min(50)
        .max(20_000)
        .default(1000)
        .meta({ title: "Size", description: "Maximum characters in a chunk." }),
      overlap: z
        .number()
        .int()
        .min(0)
        .max(10_000)
        .default(150)
        .meta({ title: "Overlap", description: "Characters a chunk repeats from the one before." }),
    })
    .refine(({ size, overlap }) => overlap < size, {
      path: ["overlap"],
      message: "The overlap must be smaller than the size.",
    }),
  inputs: { documents: port("documents", { title: "Documents", description: "The texts to split." }) },
  outputs: { chunks: port("documents", { title: "Chunks", description: "In the order of the text." }) },
  docs: {
    about:
      "The Split text node splits documents into chunks of similar size, at the ends of paragraphs and sentences where possible. Its settings are the size in characters and the overlap, which is what a chunk repeats from the one before.",
    example: {
      summary: "A document is split between its paragraphs. Each chunk keeps the metadata and gets its number, from 0.",
      config: { size: 50, overlap: 0 },
      inputs: {
        documents: [
          {
            text: "The office opens at nine.\n\nOn Fridays it closes at three in the afternoon.",
            metadata: { source: "Notes" },
          },
        ],
      },
      outputs: {
        chunks: [
          { text: "The office opens at nine.", metadata: { source: "Notes", chunk: 0 } },
          { text: "On Fridays it closes at three in the afternoon.", metadata: { source: "Notes", chunk: 1 } },
        ],
      },
    },
  },
  build:
    ({ config }) =>
    ({ documents }) => ({ chunks: splitDocuments(documents, config) }),
});

/** Chunks in order, each with its document's metadata and `chunk`, its place in the document from 0. */
export function splitDocuments(documents: readonly Document[], size: ChunkSize): Document[] {
  return documents.flatMap(({ text, metadata }) =>
    splitIntoChunks(text, size).map((piece, chunk) => ({ text: piece, metadata: { ...metadata, chunk } })),
  );
}
