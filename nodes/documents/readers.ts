/** How each kind of file becomes text. Sections are what the file itself is made of: pages, rows, sections. */

import { type FileEnding, fileEndings } from "../../lib/documents/file-endings.ts";
import { decode } from "./decode.ts";
import type { Section } from "./section.ts";

export type Reader = (data: Uint8Array) => Promise<Section[]> | Section[];

/** By file name ending. Each loads its library when it is called: a thread reads one file, and starts the quicker. */
export const readers = {
  txt: readText,
  text: readText,
  log: readText,
  md: readMarkdown,
  markdown: readMarkdown,
  html: readHtml,
  htm: readHtml,
  csv: async (data) => (await import("./tables/csv.ts")).readCsv(decode(data)),
  tsv: async (data) => (await import("./tables/csv.ts")).readCsv(decode(data), "\t"),
  pdf: async (data) => (await import("./pdf/pdf.ts")).readPdf(data),
  xlsx: readWorkbook,
  xlsm: readWorkbook,
  ods: async (data) => (await import("./open-document/open-document.ts")).readOpenSheets(data),
  docx: readWord,
  docm: readWord,
  odt: async (data) => (await import("./open-document/open-document.ts")).readOpenText(data),
  rtf: async (data) => (await import("./rtf/rtf.ts")).readRtf(data),
  pptx: readSlides,
  pptm: readSlides,
  ppsx: readSlides,
  odp: async (data) => (await import("./open-document/open-document.ts")).readOpenSlides(data),
  epub: async (data) => (await import("./book/book.ts")).readBook(data),
  eml: async (data) => (await import("./mail/mail.ts")).readMail(data, readAttached),
  json: async (data) => (await import("./tables/json-records.ts")).readJsonFile(decode(data)),
  jsonl: readLines,
  ndjson: readLines,
} as const satisfies Record<FileEnding, Reader>;

function readText(data: Uint8Array): Section[] {
  return [{ text: decode(data), metadata: {} }];
}

async function readMarkdown(data: Uint8Array): Promise<Section[]> {
  return (await import("./markdown.ts")).readMarkdown(decode(data));
}

async function readHtml(data: Uint8Array): Promise<Section[]> {
  return (await import("./html/html.ts")).readHtml(data);
}

async function readWorkbook(data: Uint8Array): Promise<Section[]> {
  return (await import("./workbook/workbook.ts")).readWorkbook(data);
}

async function readWord(data: Uint8Array): Promise<Section[]> {
  return (await import("./word/word.ts")).readWord(data);
}

async function readSlides(data: Uint8Array): Promise<Section[]> {
  return (await import("./slides/slides.ts")).readSlides(data);
}

async function readLines(data: Uint8Array): Promise<Section[]> {
  return (await import("./tables/json-records.ts")).readJsonLines(decode(data));
}

/** A file in a message, unless no files of its kind are read. */
async function readAttached(name: string, data: Uint8Array): Promise<Section[] | undefined> {
  const ending = name.split(".").at(-1)?.toLowerCase();
  const known = fileEndings.find((each) => each === ending);
  const read: Reader | undefined = known && readers[known];
  return await read?.(data);
}
