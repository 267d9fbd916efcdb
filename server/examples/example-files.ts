/** The files that make the collections of the examples: the user docs, and the list of books. */
import { readdir, readFile } from "node:fs/promises";
import { nodeTypes } from "../../nodes/index.ts";
import type { ExampleCollection } from "./example.ts";

export type ExampleFile = { name: string; mime: string; data: Uint8Array<ArrayBuffer> };

const docs = new URL("../../docs/", import.meta.url);
// A list of links answers no question, the walkthrough is code, the architecture is for those who change the code, and the
// runbook for those who are woken by an alert.
const leftOut = new Set(["index.md", "api-walkthrough.md", "architecture.md", "runbook.md"]);
/** Indexed before the others: what newcomers ask of a Patchbay that has just started for the first time. */
const newcomersPages = ["getting-started.md", "running.md", "concepts.md"];

export const collectionTexts = {
  handbook: { name: "Handbook", description: "Patchbay's own user docs. Kept up to date by Patchbay." },
  books: { name: "Books", description: "About 280 books in the public domain, with one line about each." },
} as const satisfies Record<ExampleCollection, { name: string; description: string }>;

export async function exampleFiles(collection: ExampleCollection): Promise<ExampleFile[]> {
  if (collection === "books") {
    const data = await readFile(new URL("books.md", import.meta.url));
    return [{ name: "books.md", mime: "text/markdown", data: new Uint8Array(data) }];
  }
  const rest = (await readdir(docs)).filter((name) => name.endsWith(".md") && !leftOut.has(name)).sort();
  const names = [...newcomersPages, ...rest.filter((name) => !newcomersPages.includes(name))];
  return await Promise.all(
    names.map(async (name) => {
      const page = await readFile(new URL(name, docs));
      const more = name === "node-types.md" ? new TextEncoder().encode(nodeTypeSections()) : new Uint8Array();
      return { name, mime: "text/markdown", data: new Uint8Array(Buffer.concat([page, more])) };
    }),
  );
}

/** What each node type says about itself; the pages of the docs show the same texts. */
function nodeTypeSections(): string {
  return nodeTypes
    .flatMap(({ title, docs }) => (docs ? [`\n## What does the ${title} node do?\n\n${docs.about}\n`] : []))
    .join("");
}
