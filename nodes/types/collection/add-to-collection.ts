import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { chosenCollection, collectionId } from "./collection-id.ts";

export const addToCollection = defineNode({
  type: "add-to-collection",
  version: 1,
  title: "Add to collection",
  summary: "Stores chunks in a collection, where retrievers find them. A repeated attempt adds nothing twice.",
  category: "collection",
  effect: "effect",
  keyed: true,
  icon: "database",
  keywords: ["upsert", "index", "embed", "store", "vector", "save"],
  subtitle: "collection",
  config: z.object({
    collection: collectionId(),
    onDuplicate: z.enum(["replace", "keep"]).default("replace").meta({
      title: "When a source is there already",
      description:
        "replace: what earlier runs added from the same source is removed · keep: the chunks are added beside it",
      widget: "select",
    }),
  }),
  inputs: {
    documents: port("documents", { title: "Chunks", description: "Each becomes one chunk of the collection." }),
  },
  outputs: {
    added: port("number", { title: "Added", description: "How many chunks were added." }),
    documents: port("documents", { title: "Chunks", description: "The chunks as they arrived." }),
  },
  docs: {
    about:
      "The Add to collection node stores chunks in a collection, where retrievers find them. It passes the chunks on and says how many were added. When the step is attempted again, nothing is added twice. When another run adds a source again, its chunks take the place of the earlier ones, unless the setting “When a source is there already” is on “keep”. Texts without a source of their own are always kept.",
    example: {
      summary: "One chunk is added and passed on.",
      config: { collection: "notes" },
      inputs: { documents: [{ text: "The office opens at nine.", metadata: { source: "notes.md" } }] },
      given: "This step has not added the chunk before.",
      outputs: { added: 1, documents: [{ text: "The office opens at nine.", metadata: { source: "notes.md" } }] },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ documents }, { idempotencyKey, runId, signal }) => {
      const id = chosenCollection(config.collection, nodeId);
      const { onDuplicate } = config;
      const added = await services.collections.add(id, documents, { idempotencyKey, signal, onDuplicate, runId });
      return { added, documents };
    },
});
