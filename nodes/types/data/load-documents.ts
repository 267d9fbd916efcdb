import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { extractDocuments } from "../../documents/extract.ts";

export const loadDocuments = defineNode({
  type: "load-documents",
  version: 1,
  title: "Load documents",
  summary: "Reads the text out of a file (PDF, Word, HTML, CSV, Markdown, text), or takes a text as it is.",
  category: "data",
  effect: "pure",
  icon: "files",
  keywords: ["file", "pdf", "docx", "csv", "html", "read", "import", "parse"],
  config: z.object({
    granularity: z.enum(["whole", "part"]).default("whole").meta({
      title: "One document for each",
      description: "whole: file · part: page of a PDF, row of a CSV, section of a text with headings",
      widget: "select",
    }),
    source: z
      .string()
      .max(200)
      .default("Pasted text")
      .meta({ title: "Name of the text", description: "The source name of text that arrives at “Text”." }),
  }),
  inputs: {
    file: port("file", { title: "File", optional: true }),
    text: port("text", { title: "Text", optional: true }),
  },
  outputs: { documents: port("documents", { title: "Documents" }) },
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
