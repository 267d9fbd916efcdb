import * as z from "zod";
import { Edge, Group, graphLimits, Node, NodeId, Note } from "../../graph/graph.ts";

/** Nodes, notes and groups on the system clipboard, as JSON text. */
export const Clip = z.strictObject({
  patchbay: z.literal("clip"),
  nodes: z.record(NodeId, Node),
  edges: z.array(Edge).max(graphLimits.edges),
  positions: z.record(NodeId, z.strictObject({ x: z.number().finite(), y: z.number().finite() })),
  notes: z.record(NodeId, Note).default({}),
  groups: z.record(NodeId, Group).default({}),
});
export type Clip = z.infer<typeof Clip>;
