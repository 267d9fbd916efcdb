import { z } from "zod";
import { SearchMode } from "../../../lib/documents/collection.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelRef } from "../../../lib/models/models.ts";
import { parseFilter } from "../../../lib/search-filter/parse-filter.ts";
import type { Document } from "../../../lib/values/values.ts";
import { defineNode, port, type SearchQuery } from "../../define.ts";
import { modelRef } from "../model/model-ref.ts";
import { chosenCollection, collectionId } from "./collection-id.ts";
import { rewordQuestion } from "./reword-question.ts";

export const retriever = defineNode({
  type: "retriever",
  version: 1,
  title: "Retriever",
  summary: "Finds the chunks of a collection that match a question best, by meaning, by keywords, or both.",
  category: "collection",
  effect: "pure",
  waits: true,
  effectWhen: [
    { setting: "ask", is: ["in other words", "by a likely answer"], effect: "costly" },
    { setting: "rerank", is: ["Cohere"], effect: "costly" },
  ],
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
    filter: z.string().max(10_000).default("").meta({
      title: "Filter",
      description:
        'Which documents are searched, by their fields: year >= 2024 and department = "sales". {{ name }} becomes a port.',
      widget: "textarea",
      empty: "All documents",
    }),
    ask: z.enum(["as it is", "in other words", "by a likely answer"]).default("as it is").meta({
      title: "Ask the question",
      description:
        "in other words: a model writes three wordings, and what they find is joined · by a likely answer: a model writes one, which is compared by meaning",
      widget: "select",
    }),
    model: modelRef().meta({ usedWhen: { setting: "ask", is: ["in other words", "by a likely answer"] } }),
    rerank: z.enum(["off", "Cohere"]).default("off").meta({
      title: "Reranker",
      description: "A model reads the best chunks, 50 or up to 100, together with the question and orders them anew.",
      widget: "select",
    }),
    rerankCredential: z
      .string()
      .max(64)
      .default("")
      .meta({
        title: "Cohere credential",
        description: "The credential of Cohere that pays for it.",
        widget: "credential",
        provider: "cohere",
        usedWhen: { setting: "rerank", is: ["Cohere"] },
        needed: { say: "Choose a credential of Cohere, or set “Reranker” to “off”." },
      }),
    rerankModel: z
      .string()
      .max(200)
      .default("rerank-v3.5")
      .meta({
        title: "Rerank version",
        description: "The model's name.",
        usedWhen: { setting: "rerank", is: ["Cohere"] },
      }),
    diversity: z.number().min(0).max(1).default(0).meta({
      title: "Diversity",
      description: "0: the best chunks, however alike they are · towards 1: chunks that say different things",
      widget: "slider",
    }),
    give: z.enum(["chunks", "sections", "documents"]).default("chunks").meta({
      title: "What is given",
      description: "chunks: what was found · sections, documents: all that stands around it",
      widget: "select",
    }),
    maxCharacters: z
      .number()
      .int()
      .min(500)
      .max(20_000)
      .default(4000)
      .meta({
        title: "Longest text",
        description: "In characters. What is longer is cut around the chunk that was found.",
        widget: "number",
        usedWhen: { setting: "give", is: ["sections", "documents"] },
      }),
    explain: z.boolean().default(false).meta({
      title: "Explain scores",
      description: "“How it searched” says for each chunk how it was found.",
      widget: "toggle",
    }),
  }),
  inputs: { query: port("text", { title: "Query", description: "The question or the words to search for." }) },
  outputs: {
    documents: port("documents", { title: "Chunks", description: "The best match first, each with its score." }),
    context: port("text", { title: "Context", description: "The chunks as one text, numbered, with their sources." }),
    search: port("json", {
      title: "How it searched",
      description: "The questions that were asked, and how each chunk was found where that is to be explained.",
    }),
  },
  derived: [{ from: "template", side: "inputs", setting: "filter", kind: "any" }],
  docs: {
    about:
      "The Retriever node finds the chunks of a collection that match a question best. Its settings are the collection, the number of chunks, the search mode (hybrid, vector or text) and the minimum score. “Filter” narrows the search to documents with certain fields, such as `year >= 2024 and not archived`; a value in double braces, such as `{{ year }}`, becomes an input port. “Ask the question” has a model word it in other ways or write a likely answer first, and “How it searched” shows what it wrote. “Reranker” has Cohere order what was found. “Diversity” leaves out chunks that repeat others, and “What is given” can be the whole section or document around each chunk. The chunks leave as documents at “Chunks” and as one numbered text with sources at “Context”, ready for a prompt.",
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
        search: { questions: ["How do I revoke a share link?"] },
      },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ query }, call) => {
      const id = chosenCollection(config.collection, nodeId);
      const filter = parseFilter(config.filter, call.values);
      // Nothing was asked, so nothing is found.
      if (query.trim() === "") return { documents: [], context: "", search: { questions: [] } };
      const asked = await rewordQuestion(services, { query, ask: config.ask, model: config.model }, call);
      const found = await services.collections.search(
        id,
        { ...searchOf(config, query), ...asked, ...(filter && { filter }) },
        call.signal,
      );
      const documents = found.map(({ explained: _, ...document }) => document);
      const search = {
        questions: [query, ...(asked.others ?? [])],
        ...(asked.passage !== undefined && { passage: asked.passage }),
        ...(config.explain && {
          chunks: found.map(({ text: _, metadata: { source = null, position = null }, ...chunk }) => ({
            ...chunk,
            ...{ source, position },
          })),
        }),
      };
      return { documents, context: documents.map(asNumbered).join("\n\n"), search };
    },
});

type Config = {
  [Name in "limit" | "minScore" | "diversity" | "maxCharacters"]: number;
} & { [Name in "rerankCredential" | "rerankModel"]: string } & {
  mode: SearchMode;
  give: "chunks" | "sections" | "documents";
  rerank: "off" | "Cohere";
  explain: boolean;
};

/** What is left as it was goes along with no search: today's answers stay. */
function searchOf(config: Config, text: string): SearchQuery {
  const { limit, mode, minScore, diversity, give, maxCharacters, rerank, explain } = config;
  return {
    ...{ text, limit, mode, minScore },
    ...(diversity > 0 && { diversity }),
    ...(give !== "chunks" && { give, maxCharacters }),
    ...(rerank === "Cohere" && { rerank: rerankerOf(config) }),
    ...(explain && { explain }),
  };
}

function rerankerOf({ rerankCredential, rerankModel }: Config): ModelRef {
  if (rerankCredential !== "") return { provider: "cohere", model: rerankModel, credential: rerankCredential };
  const message =
    "Reranking needs a credential of Cohere. Choose one in the node's settings, or set “Reranker” to “off”.";
  throw new PatchbayError("bad_input", message, {
    issues: [{ path: "rerankCredential", message: "Choose a credential." }],
  });
}

/** As `[1] (handbook.md › Sharing) Text…`, so that an answer can name its source. */
function asNumbered({ text, metadata }: Document, index: number): string {
  const { source, heading } = metadata;
  const from = [source, heading].filter((part) => typeof part === "string" && part !== "").join(" › ");
  return `[${index + 1}]${from === "" ? "" : ` (${from})`} ${text}`;
}
