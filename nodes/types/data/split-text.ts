import { z } from "zod";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { readMarkdown } from "../../documents/markdown.ts";
import { type ChunkSize, splitByTokens, splitCode, splitIntoChunks } from "../../documents/split/split.ts";
import { openTokenCounter, tokenizerNames } from "../../documents/split/tokens.ts";

export const splitText = defineNode({
  type: "split-text",
  version: 1,
  title: "Split text",
  summary: "Splits documents into chunks of similar size, at the ends of paragraphs and sentences where possible.",
  category: "data",
  effect: "pure",
  icon: "scissors",
  keywords: ["chunk", "chunks", "tokens", "passages", "splitter", "markdown", "headings", "code", "source code"],
  config: z
    .object({
      size: z
        .number()
        .int()
        .min(50)
        .max(20_000)
        .default(1000)
        .meta({ title: "Size", description: "The most characters or tokens of a chunk." }),
      overlap: z
        .number()
        .int()
        .min(0)
        .max(10_000)
        .default(150)
        .meta({ title: "Overlap", description: "Characters or tokens that a chunk repeats from the one before." }),
      unit: z.enum(["characters", "tokens"]).default("characters").meta({
        title: "Counted in",
        description: "tokens: as a model counts them; chunks then keep the spaces between them",
        widget: "select",
      }),
      tokenizer: z
        .enum(tokenizerNames)
        .default("o200k_base")
        .meta({
          title: "Tokenizer",
          description:
            "o200k_base: GPT-4o, GPT-4.1, GPT-5 · cl100k_base: GPT-4, GPT-3.5 and text-embedding-3 · on-board: the English embedding on board. Models of other providers count otherwise, often a few more.",
          widget: "select",
          usedWhen: { setting: "unit", is: ["tokens"] },
        }),
      by: z.enum(["text", "headings", "code"]).default("text").meta({
        title: "What is split",
        description:
          "text: at paragraphs and sentences · headings: Markdown, no chunk goes over a heading, which it keeps as metadata · code: between functions and at empty lines, with the indentation",
        widget: "select",
      }),
    })
    .refine(({ unit, by }) => unit === "characters" || by !== "code", {
      path: ["unit"],
      message: "Code is counted in characters. Choose characters, or split it as text.",
    })
    .refine(({ size, overlap }) => overlap < size, {
      path: ["overlap"],
      message: "The overlap must be smaller than the size.",
    }),
  inputs: { documents: port("documents", { title: "Documents", description: "The texts to split." }) },
  outputs: { chunks: port("documents", { title: "Chunks", description: "In the order of the text." }) },
  docs: {
    about:
      "The Split text node splits documents into chunks of similar size, at the ends of paragraphs and sentences where possible. Its settings are the size in characters or tokens and the overlap, which is what a chunk repeats from the one before. Tokens are counted by the tokenizer you name, which is OpenAI's or that of the English embedding on board; of other models it is an estimate. No word is cut that fits, and chunks of tokens joined are the text again. Markdown can be split at its headings: a chunk then has the headings above it as `heading`, and none reaches over the next one. Of a program, functions and classes stay whole where they fit.",
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
    async ({ documents }, { signal }) => {
      if (config.unit === "characters") return { chunks: splitDocuments(documents, config) };
      const counter = await openTokenCounter(config.tokenizer);
      for (const { text } of documents) await counter.prepare(text, signal);
      return { chunks: splitDocuments(documents, { ...config, count: counter.count }) };
    },
});

/** `count` counts tokens, of which the size is one then. */
type How = ChunkSize & { by?: SplitBy; count?: (text: string) => number };

/** Chunks in order, each with its document's metadata and `chunk`, its place in the document from 0. */
export function splitDocuments(documents: readonly Document[], size: How): Document[] {
  return documents.flatMap(({ text, metadata }) =>
    piecesOf(text, size).map((piece, chunk) => {
      const headings = [metadata.heading, piece.heading].filter((one) => typeof one === "string" && one !== "");
      const heading = piece.heading === undefined ? {} : { heading: headings.join(" › ") };
      return { text: piece.text, metadata: { ...metadata, ...heading, chunk } };
    }),
  );
}

type SplitBy = "text" | "headings" | "code";
type Piece = { text: string; heading?: string };

function piecesOf(text: string, { by = "text", count, ...size }: How): Piece[] {
  const split = (whole: string) =>
    count === undefined
      ? splitIntoChunks(whole, size)
      : splitByTokens(whole, size, count).filter((chunk) => chunk.trim() !== "");
  if (by === "code") return splitCode(text, size).map((piece) => ({ text: piece }));
  if (by === "text") return split(text).map((piece) => ({ text: piece }));
  return readMarkdown(text).flatMap(({ title = "", text: below, metadata: { heading } }) => {
    const whole = [title, below.trim()].filter((each) => each !== "").join("\n\n");
    const named = typeof heading === "string" ? { heading } : {};
    return split(whole).map((piece) => ({ text: piece, ...named }));
  });
}
