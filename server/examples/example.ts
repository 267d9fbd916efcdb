/** What the seeded examples are made of. Each one is a file beside this; `examples.ts` is the list. */
import type { Edge, Graph } from "../../lib/graph.ts";

export const exampleCollections = ["handbook", "books"] as const;
export type ExampleCollection = (typeof exampleCollections)[number];
/** Ids that the collections have in the workspace where the example is put. */
export type CollectionIds = Readonly<Record<ExampleCollection, string>>;

export type Example = {
  /** Finds the example again in a database; never changes. */
  key: string;
  name: string;
  description: string;
  uses: readonly ExampleCollection[];
  graph(collections: CollectionIds): Graph;
};

/** Edges from pairs such as `["ask.question", "prompt.question"]`; ids follow from the ends. */
export function wires(pairs: readonly (readonly [from: string, to: string])[]): Edge[] {
  return pairs.map(([from, to]) => ({
    id: `${from}-${to}`.replaceAll(".", "_"),
    from: endpoint(from),
    to: endpoint(to),
  }));
}

function endpoint(text: string): Edge["from"] {
  const [node = "", port = ""] = text.split(".");
  return { node, port };
}
