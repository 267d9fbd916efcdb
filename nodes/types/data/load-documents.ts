import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { extractDocuments } from "../../documents/extract.ts";
import { loadPage } from "../../documents/web/load-page.ts";

/** The source of a text to which no other name was given; texts that share it are not versions of one text. */
export const UNNAMED_TEXT = "Pasted text";

export const loadDocuments = defineNode({
  type: "load-documents",
  version: 1,
  title: "Load documents",
  summary:
    "Reads the text out of a file (PDF, Word, PowerPoint, Excel, HTML, mail, JSON, CSV, text), or takes a text as it is.",
  category: "data",
  effect: "costly",
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
    "odt",
    "rtf",
    "epub",
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
    address: z.enum(["page", "sitemap"]).default("page").meta({
      title: "What arrives at “Address” is",
      description:
        "page: one page or file of the web · sitemap: the list of all pages of a site, or a feed (RSS or Atom), whose pages are all read",
      widget: "select",
    }),
    mostPages: z
      .number()
      .int()
      .min(1)
      .max(2000)
      .default(200)
      .meta({
        title: "Maximum pages",
        description: "The first ones of the sitemap.",
        usedWhen: { setting: "address", is: ["sitemap"] },
      }),
  }),
  inputs: {
    file: port("file", { title: "File", description: "An uploaded file.", optional: true }),
    text: port("text", { title: "Text", description: "A text that is taken as it is.", optional: true }),
    url: port("text", {
      title: "Address",
      description: "Of a page, such as https://example.com/help, or of a sitemap.",
      optional: true,
    }),
  },
  outputs: {
    documents: port("documents", { title: "Documents", description: "The text, with its source as metadata." }),
    failed: port("json", {
      title: "Pages that failed",
      description: "Of a sitemap: the address and the reason of each page that could not be read.",
    }),
  },
  docs: {
    about:
      "The Load documents node reads the text out of a file: PDF, Word, PowerPoint, Excel, OpenDocument, rich text (RTF), EPUB, HTML, an e-mail with its attachments, JSON, JSON lines, CSV, TSV, Markdown or plain text. It also takes a text as it is. It can make one document of the whole file, or one of each page, slide, row, record or section. At “Address” it takes a page of the web, or a sitemap (also a robots.txt that names one, or an RSS or Atom feed) with all pages of a site: each page is fetched as the HTTP request node does, public addresses only, and becomes a document with its address as `source` and its `title`. Menus and other parts around the text are left out. Add to collection with “replace” behind it updates the pages by their addresses, so none is there twice. A page of a sitemap that cannot be read is listed at “Pages that failed”; of a site only its own host is read, with or without `www.`, four pages at a time.",
    example: {
      summary: "A text becomes one document with the source name from the settings.",
      config: { source: "Notes" },
      inputs: { text: "The office opens at nine." },
      outputs: { documents: [{ text: "The office opens at nine.", metadata: { source: "Notes" } }] },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ file, text, url }, { signal }) => {
      const documents: Document[] = [];
      // A table may have more rows than a call takes arguments.
      const add = (more: readonly Document[]) => more.forEach((one) => void documents.push(one));
      let failed: Json[] | undefined;
      if (file) {
        const { data } = await services.files.read(file.id, signal);
        add(await extractDocuments({ name: file.name, data }, config.granularity, signal));
      }
      if (text?.trim()) documents.push({ text, metadata: { source: config.source } });
      if (url?.trim()) {
        const address = addressOf(url);
        const web = { fetch: services.fetch, signal };
        if (config.address === "page") add(await loadPage(address, config.granularity, web));
        else {
          const asked = { address, most: config.mostPages, granularity: config.granularity };
          const { loadSite } = await import("../../documents/web/sitemap.ts");
          const site = await loadSite(asked, web);
          add(site.documents);
          failed = site.failed;
        }
      }
      if (documents.length > 0) return { documents, ...(failed === undefined ? {} : { failed }) };
      const message = "There is nothing to load: no file, no text and no address arrived.";
      throw new PatchbayError("bad_input", message, { nodeId });
    },
});

function addressOf(written: string): string {
  const address = written.trim();
  if (URL.canParse(address) && /^https?:/i.test(address)) return new URL(address).href.replace(/#.*$/, "");
  const message = `“${address.slice(0, 200)}” is not an address. Write it in full, such as https://example.com/help.`;
  throw new PatchbayError("bad_input", message);
}
