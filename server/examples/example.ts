/** What the seeded examples are made of. Each one is a file beside this; `examples.ts` is the list. */
import type { Edge, Graph } from "../../lib/graph/graph.ts";
import type { PlainJson } from "../../lib/values/json.ts";

export const exampleCollections = ["handbook", "books"] as const;
export type ExampleCollection = (typeof exampleCollections)[number];
/** Examples that others run inside themselves. */
export const exampleBodies = ["judge-a-review"] as const;
export type ExampleBody = (typeof exampleBodies)[number];
/** Ids that the collections have in the workspace where the example is put, and how its bodies are referred to there. */
export type ExampleIds = Readonly<Record<ExampleCollection, string> & Record<ExampleBody, BodyRef>>;
/** A PipelineRef as a node's settings carry it. */
export type BodyRef = { [key: string]: PlainJson };

export type Example = {
  /** Finds the example again in a database; never changes. */
  key: string;
  name: string;
  description: string;
  uses: readonly ExampleCollection[];
  /** Those it runs come before it in the list. */
  runs?: readonly ExampleBody[];
  graph(ids: ExampleIds): Graph;
};

/** Edges from pairs such as `["ask.question", "prompt.question"]`; ids follow from the ends. */
export function edges(pairs: readonly (readonly [from: string, to: string])[]): Edge[] {
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
