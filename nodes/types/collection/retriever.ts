import { z } from "zod";
import { SearchMode } from "../../../lib/collection.ts";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { chosenCollection, collectionId } from "./collection-id.ts";

export const retriever = defineNode({
  type: "retriever",
  version: 1,
  title: "Retriever",
  summary: "Finds the chunks of a collection that match a question best, by meaning, by keywords, or both.",
  category: "collection",
  effect: "pure",
  waits: true,
  icon: "search",
  keywords: ["rag", "search", "semantic search", "pinecone", "embedding", "vector", "knowledge", "lookup", "context"],
  subtitle: "collection",
  config: z.object({
    collection: collectionId(),
    limit: z.number().int().min(1).max(50).default(4).meta({
      title: "Chunks",
      description: "How many to return at most.",
      widget: "slider",
    }),
    mode: SearchMode.default("hybrid").meta({
      title: "Search",
      description: "hybrid: meaning and keywords · vector: meaning · text: keywords",
      widget: "select",
    }),
    minScore: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ title: "Minimum score", description: "Chunks below it are left out.", widget: "slider" }),
  }),
  inputs: { query: port("text", { title: "Query", description: "The question or the words to search for." }) },
  outputs: {
    documents: port("documents", { title: "Chunks", description: "The best match first, each with its score." }),
    context: port("text", { title: "Context", description: "The chunks as one text, numbered, with their sources." }),
  },
  docs: {
    about:
      "The Retriever node finds the chunks of a collection that match a question best. Its settings are the collection, the number of chunks, the search mode (hybrid, vector or text) and the minimum score. The chunks leave as documents at “Chunks” and as one numbered text with sources at “Context”, ready for a prompt.",
    example: {
      summary: "The two chunks that match best, as documents and as one text for a prompt.",
      config: { collection: "handbook", limit: 2 },
      inputs: { query: "How do I revoke a share link?" },
      given: "The collection holds the two chunks, with these scores.",
      outputs: {
        documents: [
          { text: "Press Revoke.", score: 0.9, metadata: { source: "sharing.md", heading: "Share links" } },
          { text: "A share link runs one pipeline.", score: 0.6, metadata: { source: "sharing.md" } },
        ],
        context: "[1] (sharing.md › Share links) Press Revoke.\n\n[2] (sharing.md) A share link runs one pipeline.",
      },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ query }, call) => {
      const { limit, mode, minScore } = config;
      const id = chosenCollection(config.collection, nodeId);
      // Nothing was asked, so nothing is found.
      if (query.trim() === "") return { documents: [], context: "" };
      const documents = await services.collections.search(id, { text: query, limit, mode, minScore }, call.signal);
      return { documents, context: documents.map(asNumbered).join("\n\n") };
    },
});

/** As `[1] (handbook.md › Sharing) Text…`, so that an answer can name its source. */
function asNumbered({ text, metadata }: Document, index: number): string {
  const { source, heading } = metadata;
  const from = [source, heading].filter((part) => typeof part === "string" && part !== "").join(" › ");
  return `[${index + 1}]${from === "" ? "" : ` (${from})`} ${text}`;
}
