import * as z from "zod";
import { Graph } from "../../../lib/graph/graph.ts";

/** A draft in the browser's storage. `base` is the graph the server had at this revision. */
export const StoredDraft = z.object({ revision: z.number().int(), graph: Graph, base: Graph.optional() });
export type StoredDraft = z.infer<typeof StoredDraft>;
