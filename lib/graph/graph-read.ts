/** Reading a graph that is known to be one. Apart from its schemas, so that a page which only reads does not load zod. */

export const graphSchema = 1;
export const graphLimits = { nodes: 2000, edges: 5000, bytes: 4_000_000 } as const;

/** The output port that a node with `onError: { action: "port" }` grows. Its kind is json. */
export const errorPort = "error";

type Point = { x: number; y: number };

export const emptyGraph: {
  schema: typeof graphSchema;
  nodes: Record<string, never>;
  edges: never[];
  layout: { positions: Record<string, never>; groups: Record<string, never>; notes: Record<string, never> };
} = { schema: graphSchema, nodes: {}, edges: [], layout: { positions: {}, groups: {}, notes: {} } };

/** The node with this id, or undefined; never something inherited from Object.prototype. */
export function nodeAt<Node>(graph: { nodes: Record<string, Node> }, id: string): Node | undefined {
  return Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined;
}

/** Where a node is drawn; one without a place of its own is at the origin. */
export function positionOf({ layout }: { layout: { positions: Record<string, Point> } }, nodeId: string): Point {
  return layout.positions[nodeId] ?? { x: 0, y: 0 };
}
