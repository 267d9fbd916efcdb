/** What a port is. What may be connected to what is in connect.ts. */
import * as z from "zod";
import { UsedWhen } from "../settings/used-when.ts";
import { PortKind } from "./port-kinds.ts";

export { canConnect, coerce } from "../graph/connect.ts";

export const PortSpec = z.strictObject({
  kind: PortKind,
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  /** The node runs without it. */
  optional: z.boolean().exactOptional(),
  /** Takes any number of edges; the node receives a list. */
  multiple: z.boolean().exactOptional(),
  /** What it stood for no longer exists; it stays while an edge is at it. */
  gone: z.boolean().exactOptional(),
  /** Without it, always. With other settings it is shown while an edge is at it, and only then. */
  usedWhen: UsedWhen.exactOptional(),
  /** What `usedWhen` comes to with the present settings of a node (node-ports.ts). No manifest says it. */
  unused: z.boolean().exactOptional(),
});
export type PortSpec = z.infer<typeof PortSpec>;
