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
  inputs: { documents: port("documents", { title: "Chunks" }) },
  outputs: { added: port("number", { title: "Added" }), documents: port("documents", { title: "Chunks" }) },
  build:
    ({ config, nodeId, services }) =>
    async ({ documents }, { idempotencyKey, signal }) => {
      const id = chosenCollection(config.collection, nodeId);
      const added = await services.collections.add(id, documents, { idempotencyKey, signal });
      return { added, documents };
    },
});
