/** What can be wrong with a graph; lib/graph/check.ts finds it. */
import * as z from "zod";

const IssueCode = z.enum([
  "unknown-type",
  "unknown-port",
  "kind-mismatch",
  "missing-input",
  "too-many-edges",
  "cycle",
  "empty",
  "bad-setting",
]);

export const Issue = z.object({
  /** An error blocks running and publishing; a warning does not. */
  level: z.enum(["error", "warning"]),
  code: IssueCode,
  message: z.string(),
  nodeId: z.string().exactOptional(),
  edgeId: z.string().exactOptional(),
  /** Path inside the node's config. */
  setting: z.string().exactOptional(),
  /** Of a problem inside the body of `nodeId`: the nodes that lead to it from there. */
  inside: z.array(z.string()).exactOptional(),
});
export type Issue = z.infer<typeof Issue>;
