/** What may stand for a node type: names of lucide icons. components/ui/text/icons.ts has the drawing of each. */
import * as z from "zod";

export const NodeIcon = z.enum([
  "box",
  "braces",
  "database",
  "file-text",
  "files",
  "git-branch",
  "globe",
  "list-checks",
  "log-in",
  "log-out",
  "merge",
  "message-square",
  "repeat",
  "scissors",
  "search",
  "send",
  "split",
  "square-pen",
  "sticky-note",
  "table-properties",
  "timer",
  "user-check",
  "variable",
  "workflow",
]);
export type NodeIcon = z.infer<typeof NodeIcon>;
