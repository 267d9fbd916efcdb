/** How each kind of file becomes text. Sections are what the file itself is made of: pages, rows, sections. */

import { decode } from "./decode.ts";
import type { Section } from "./section.ts";

export type Reader = (data: Uint8Array) => Promise<Section[]> | Section[];

/** By file name ending. Each loads its library when it is called: a thread reads one file, and starts the quicker. */
export const readers = {
  txt: (data) => [{ text: decode(data), metadata: {} }],
  md: readMarkdown,
  markdown: readMarkdown,
  html: readHtml,
  htm: readHtml,
  csv: async (data) => (await import("./csv.ts")).readCsv(decode(data)),
  pdf: async (data) => (await import("./pdf.ts")).readPdf(data),
  docx: async (data) => (await import("./word/word.ts")).readWord(data),
} as const satisfies Record<string, Reader>;

export type FileEnding = keyof typeof readers;

async function readMarkdown(data: Uint8Array): Promise<Section[]> {
  return (await import("./markdown.ts")).readMarkdown(decode(data));
}

async function readHtml(data: Uint8Array): Promise<Section[]> {
  return (await import("./html/html.ts")).readHtml(data);
}
