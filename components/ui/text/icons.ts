/** The drawing of each node type's icon. A list of its own, so that the browser does not load all of lucide. */
import {
  Box,
  Braces,
  CircleQuestionMark,
  Database,
  Files,
  FileText,
  GitBranch,
  Globe,
  ListChecks,
  LogIn,
  LogOut,
  type LucideIcon,
  Merge,
  MessageSquare,
  Repeat,
  Scissors,
  Search,
  Send,
  Split,
  SquarePen,
  StickyNote,
  TableProperties,
  Timer,
  UserCheck,
  Variable,
  Workflow,
} from "lucide-react";
import type { NodeIcon } from "../../../lib/node-icons.ts";

const icons = {
  box: Box,
  braces: Braces,
  database: Database,
  "file-text": FileText,
  files: Files,
  "git-branch": GitBranch,
  globe: Globe,
  "list-checks": ListChecks,
  "log-in": LogIn,
  "log-out": LogOut,
  merge: Merge,
  "message-square": MessageSquare,
  repeat: Repeat,
  scissors: Scissors,
  search: Search,
  send: Send,
  split: Split,
  "square-pen": SquarePen,
  "sticky-note": StickyNote,
  "table-properties": TableProperties,
  timer: Timer,
  "user-check": UserCheck,
  variable: Variable,
  workflow: Workflow,
} as const satisfies Record<NodeIcon, LucideIcon>;

/** Without a name: the question mark of a node type that this release does not know. */
export function iconOf(name: NodeIcon | undefined): LucideIcon {
  return name === undefined ? CircleQuestionMark : icons[name];
}
