import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { extractDocuments } from "../../documents/extract.ts";

/** The source of a text to which no other name was given; texts that share it are not versions of one text. */
export const UNNAMED_TEXT = "Pasted text";

export const loadDocuments = defineNode({
  type: "load-documents",
  version: 1,
  title: "Load documents",
  summary:
    "Reads the text out of a file (PDF, Word, PowerPoint, HTML, mail, JSON, CSV, text), or takes a text as it is.",
  category: "data",
  effect: "pure",
  icon: "files",
  keywords: [
    "file",
    "pdf",
    "docx",
    "word",
    "upload",
    "csv",
    "html",
    "read",
    "import",
    "parse",
    "pptx",
    "slides",
    "eml",
    "json",
  ],
  config: z.object({
    granularity: z.enum(["whole", "part"]).default("whole").meta({
      title: "One document for each",
      description:
        "whole: file · part: page of a PDF, slide, row of a CSV, record of JSON, section of a text with headings",
      widget: "select",
    }),
    source: z
      .string()
      .max(200)
      .default(UNNAMED_TEXT)
      .meta({ title: "Name of the text", description: "The source name of text that arrives at “Text”." }),
  }),
  inputs: {
    file: port("file", { title: "File", description: "An uploaded file.", optional: true }),
    text: port("text", { title: "Text", description: "A text that is taken as it is.", optional: true }),
  },
  outputs: {
    documents: port("documents", { title: "Documents", description: "The text, with its source as metadata." }),
  },
  docs: {
    about:
      "The Load documents node reads the text out of a file: PDF, Word, PowerPoint, HTML, an e-mail with its attachments, JSON, JSON lines, CSV, TSV, Markdown or plain text. It also takes a text as it is. It can make one document of the whole file, or one of each page, slide, row, record or section.",
    example: {
      summary: "A text becomes one document with the source name from the settings.",
      config: { source: "Notes" },
      inputs: { text: "The office opens at nine." },
      outputs: { documents: [{ text: "The office opens at nine.", metadata: { source: "Notes" } }] },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ file, text }, { signal }) => {
      const documents: Document[] = [];
      if (file) {
        const { data } = await services.files.read(file.id, signal);
        documents.push(...(await extractDocuments({ name: file.name, data }, config.granularity, signal)));
      }
      if (text?.trim()) documents.push({ text, metadata: { source: config.source } });
      if (documents.length > 0) return { documents };
      throw new PatchbayError("bad_input", "There is nothing to load: no file and no text arrived.", { nodeId });
    },
});
