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
  config: z.object({ collection: collectionId() }),
  inputs: {
    documents: port("documents", { title: "Chunks", description: "Each becomes one chunk of the collection." }),
  },
  outputs: {
    added: port("number", { title: "Added", description: "How many chunks were added." }),
    documents: port("documents", { title: "Chunks", description: "The chunks as they arrived." }),
  },
  docs: {
    about:
      "The Add to collection node stores chunks in a collection, where retrievers find them. It passes the chunks on and says how many were added. When the step is attempted again, nothing is added twice.",
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
    async ({ documents }, { idempotencyKey, signal }) => {
      const id = chosenCollection(config.collection, nodeId);
      const added = await services.collections.add(id, documents, { idempotencyKey, signal });
      return { added, documents };
    },
});
