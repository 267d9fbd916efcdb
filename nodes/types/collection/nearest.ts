import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { fieldOf, listOf } from "../lists/list.ts";
import { chosenCollection, collectionId } from "./collection-id.ts";

export const nearest = defineNode({
  type: "nearest",
  version: 1,
  title: "Nearest",
  summary: "Finds the chunks of a collection that are nearest to a vector, without those on a list.",
  category: "collection",
  effect: "pure",
  waits: true,
  icon: "locate-fixed",
  keywords: [
    "vector",
    "similar",
    "recommend",
    "recommendation",
    "neighbours",
    "knn",
    "exclude",
    "embedding",
    "profile",
  ],
  subtitle: "collection",
  config: z.object({
    collection: collectionId(),
    limit: z.number().int().min(1).max(50).default(5).meta({
      title: "Chunks",
      description: "How many to return at most.",
      widget: "slider",
    }),
    minScore: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ title: "Minimum score", description: "Chunks below it are left out.", widget: "slider" }),
    excludeBy: z.string().min(1, "Name a field, such as heading.").max(200).default("heading").meta({
      title: "Left out by",
      description: "The field of the chunks' metadata that is compared with what arrives at “Leave out”.",
    }),
    excludeField: z.string().max(500).default("").meta({
      title: "Field in the list",
      description: "Where the items of “Leave out” are objects: the path to the value, such as item. Empty: the item.",
    }),
  }),
  inputs: {
    vector: port("json", { title: "Vector", description: "A list of numbers of the collection's own model." }),
    exclude: port("json", {
      title: "Leave out",
      description: "A list of values; chunks that have one of them in their field are left out.",
      optional: true,
    }),
  },
  outputs: {
    documents: port("documents", { title: "Chunks", description: "The nearest first, each with its score." }),
  },
  docs: {
    about:
      "The Nearest node finds the chunks of a collection that are nearest to a vector, such as the profile of a reader that a State node keeps as a mean, or the vector of a Look up node. Chunks on a list can be left out, for example those that a reader knows: the setting “Left out by” names the field of the chunks that is compared with the list's values, and “Field in the list” the path to them where the list has objects. The score is the cosine similarity, 0 to 1; the vector may have any length. Up to 1,000 of the nearest chunks are looked at.",
    example: {
      summary: "The nearest book that the reader does not know.",
      config: { collection: "books", limit: 1, excludeField: "item" },
      inputs: { vector: [0.3, 0.4], exclude: [{ item: "Dracula", kind: "click" }] },
      given: "The collection holds the book, and “Dracula”, which would be nearer.",
      outputs: {
        documents: [{ text: "A doctor divides himself.", score: 0.8, metadata: { heading: "Dr Jekyll and Mr Hyde" } }],
      },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ vector, exclude }, { signal }) => {
      const { limit, minScore, excludeBy: field } = config;
      const id = chosenCollection(config.collection, nodeId);
      const values = valuesIn(exclude, config.excludeField);
      const query = { vector: asVector(vector), limit, minScore, without: { field, values } };
      return { documents: await services.collections.nearest(id, query, signal) };
    },
});

function asVector(value: Json): number[] {
  const parsed = z.array(z.number()).min(1).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PatchbayError(
    "bad_input",
    "“Vector” takes a list of numbers, such as the output “Vector” of a State node.",
  );
}

/** Nothing under a path is no value. */
function valuesIn(list: Json | undefined, path: string): ReadonlySet<string> {
  if (list === undefined || list === null) return new Set();
  const values = listOf(list, "“Leave out”").map((item) => fieldOf(item, path));
  return new Set(values.flatMap((value) => (value === null || typeof value === "object" ? [] : [String(value)])));
}
