/** How each kind of file becomes text. Sections are what the file itself is made of: pages, rows, sections. */

import { fileLimits } from "../../lib/file-limits.ts";
import { assertUnpacksSmall } from "./assert-unpacks-small.ts";
import { decode } from "./decode.ts";
import type { Section } from "./section.ts";
import { sectionsOf } from "./sections.ts";

export type Reader = (data: Uint8Array) => Promise<Section[]> | Section[];

/** What a Word document may unpack to; it is held in memory. */
const unpackedBytes = 100 * 1024 * 1024;

/** By file name ending. Each loads its library when it is called: a thread reads one file, and starts the quicker. */
export const readers = {
  txt: (data) => whole(decode(data)),
  md: (data) => sectionsOf(decode(data)),
  markdown: (data) => sectionsOf(decode(data)),
  html: readHtml,
  htm: readHtml,
  csv: async (data) => (await import("./csv.ts")).readCsv(decode(data)),
  pdf: readPdf,
  docx: readDocx,
} as const satisfies Record<string, Reader>;

export type FileEnding = keyof typeof readers;

function whole(text: string): Section[] {
  return [{ text, metadata: {} }];
}

async function readHtml(data: Uint8Array): Promise<Section[]> {
  return sectionsOf(await htmlToMarkdown(decode(data)));
}

/** Plain text in which headings keep their rank, as `## Heading`; links, pictures and navigation are left out. */
async function htmlToMarkdown(html: string): Promise<string> {
  const { convert } = await import("html-to-text");
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: fileLimits.bytes, maxDepth: 500 },
    formatters: {
      rank: (element, walk, builder) => {
        builder.openBlock({ leadingLineBreaks: 2 });
        builder.addInline(`${"#".repeat(Number(element.name?.slice(1) ?? 1))} `);
        walk(element.children, builder);
        builder.closeBlock({ trailingLineBreaks: 2 });
      },
    },
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      { selector: "nav", format: "skip" },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, format: "rank" })),
    ],
  });
}

async function readPdf(data: Uint8Array): Promise<Section[]> {
  const { extractText, getDocumentProxy } = await import("unpdf");
  // The parser takes the buffer it is given for itself.
  const pdf = await getDocumentProxy(data.slice());
  const { text } = await extractText(pdf, { mergePages: false });
  return text.map((page, index) => ({ text: page, metadata: { page: index + 1 } }));
}

async function readDocx(data: Uint8Array): Promise<Section[]> {
  assertUnpacksSmall(data, unpackedBytes);
  const { default: mammoth } = await import("mammoth");
  const noPictures = mammoth.images.imgElement(async () => ({ src: "" }));
  const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(data) }, { convertImage: noPictures });
  return sectionsOf(await htmlToMarkdown(value));
}
