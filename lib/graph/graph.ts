/**
 * The value of a pipeline. Start here: a graph is nodes (what to do), edges (what flows where) and layout (where it is
 * drawn). Logic and layout are apart so that moving a node never changes what a pipeline does.
 * Every boundary (tRPC, REST, import, worker) parses a graph with `Graph`, and nothing inside checks again.
 */
import * as z from "zod";
import { Budget } from "../models/budget.ts";
import { PlainJson } from "../values/json.ts";
import { emptyGraph as empty, graphLimits, graphSchema } from "./graph-read.ts";

export { errorPort, graphLimits, graphSchema, nodeAt, positionOf } from "./graph-read.ts";

/** Ids start with a letter or digit, so that no id can name a property of Object.prototype such as `__proto__`. */
export const NodeId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, {
  message: "An id is 1–64 letters, digits, - or _ and starts with a letter or a digit.",
});
const PortName = z.string().min(1).max(64);

const Retry = z.strictObject({
  /** Tries in all, the first one included. */
  attempts: z.number().int().min(1).max(10),
  /** Seconds before the second try; doubles with each try, with full jitter. */
  delay: z.number().min(0).max(300).default(1),
});

/** What happens when a node has failed for good. */
export const OnError = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("fail") }),
  z.strictObject({ action: z.literal("default"), outputs: z.record(PortName, PlainJson) }),
  z.strictObject({ action: z.literal("port") }),
]);
export type OnError = z.infer<typeof OnError>;

export const Node = z.strictObject({
  type: z.string().min(1).max(64),
  version: z.number().int().min(1),
  title: z.string().max(120).exactOptional(),
  config: z.record(z.string(), PlainJson).default({}),
  disabled: z.boolean().exactOptional(),
  retry: Retry.exactOptional(),
  /** Seconds one attempt may take. */
  timeout: z.number().positive().max(86_400).exactOptional(),
  /** Seconds the node may take in all: every attempt and the waits between them. */
  deadline: z.number().positive().max(86_400).exactOptional(),
  /** What the models that it asks may take in one run, with all that runs inside it. */
  budget: Budget.exactOptional(),
  onError: OnError.exactOptional(),
  /** Output values by port, taken instead of running the node: in manual runs of the draft alone (lib/edit/pins.ts). */
  pinned: z.record(PortName, PlainJson).exactOptional(),
});
export type Node = z.infer<typeof Node>;

export const Endpoint = z.strictObject({ node: NodeId, port: PortName });
export type Endpoint = z.infer<typeof Endpoint>;

export const Edge = z.strictObject({ id: NodeId, from: Endpoint, to: Endpoint });
export type Edge = z.infer<typeof Edge>;

export const Position = z.strictObject({ x: z.number().finite(), y: z.number().finite() });
export type Position = z.infer<typeof Position>;

export const Group = z.strictObject({
  title: z.string().max(120).default(""),
  color: z.string().max(32).exactOptional(),
  nodes: z.array(NodeId),
  collapsed: z.boolean().exactOptional(),
});
export type Group = z.infer<typeof Group>;

/** A sheet of markdown behind the nodes. Sizes in canvas pixels. */
export const Note = z.strictObject({
  x: z.number().finite(),
  y: z.number().finite(),
  width: z.number().min(80).max(4000).default(320),
  height: z.number().min(40).max(4000).default(160),
  text: z.string().max(20_000).default(""),
  color: z.string().max(32).exactOptional(),
});
export type Note = z.infer<typeof Note>;

/** What is seen of a body that is drawn open inside its node, in the canvas pixels of the body. */
export const Frame = z.strictObject({
  x: z.number().finite(),
  y: z.number().finite(),
  width: z.number().min(0).max(100_000),
  height: z.number().min(0).max(100_000),
});
export type Frame = z.infer<typeof Frame>;

export const Layout = z.strictObject({
  positions: z.record(NodeId, Position).default({}),
  groups: z.record(NodeId, Group).default({}),
  notes: z.record(NodeId, Note).default({}),
  /** The nodes whose bodies are drawn open. */
  frames: z.record(NodeId, Frame).exactOptional(),
});
export type Layout = z.infer<typeof Layout>;

export const Graph = z
  .strictObject({
    schema: z.literal(graphSchema).default(graphSchema),
    nodes: z.record(NodeId, Node).meta({ maxProperties: graphLimits.nodes }),
    edges: z
      .array(Edge)
      .max(graphLimits.edges, `A graph holds at most ${graphLimits.edges.toLocaleString("en")} edges.`)
      .default([]),
    layout: Layout.default({ positions: {}, groups: {}, notes: {} }),
  })
  .superRefine((graph, context) => {
    const count = Object.keys(graph.nodes).length;
    if (count > graphLimits.nodes) {
      const message = `A graph holds at most ${graphLimits.nodes.toLocaleString("en")} nodes; this one has ${count.toLocaleString("en")}. Split it into sub-pipelines.`;
      context.addIssue({ code: "custom", path: ["nodes"], message });
    }
    const seen = new Set<string>();
    for (const [index, edge] of graph.edges.entries()) {
      if (seen.has(edge.id)) {
        context.addIssue({
          code: "custom",
          path: ["edges", index, "id"],
          message: `Two edges share the id ${edge.id}.`,
          params: { code: "invalid_graph" },
        });
      }
      seen.add(edge.id);
    }
  });
export type Graph = z.infer<typeof Graph>;

export const emptyGraph: Graph = empty;
