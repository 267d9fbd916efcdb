/** The icons node types name in their manifests. A list of its own, so that the browser does not load all of lucide. */
import {
  Box,
  Braces,
  Database,
  Files,
  FileText,
  GitBranch,
  ListChecks,
  LogIn,
  LogOut,
  type LucideIcon,
  Merge,
  MessageSquare,
  Repeat,
  Scissors,
  Search,
  Split,
  SquarePen,
  StickyNote,
  TableProperties,
  Timer,
  UserCheck,
  Workflow,
} from "lucide-react";

const icons: Readonly<Record<string, LucideIcon>> = {
  box: Box,
  braces: Braces,
  database: Database,
  "file-text": FileText,
  files: Files,
  "git-branch": GitBranch,
  "list-checks": ListChecks,
  "log-in": LogIn,
  "log-out": LogOut,
  merge: Merge,
  "message-square": MessageSquare,
  repeat: Repeat,
  scissors: Scissors,
  search: Search,
  split: Split,
  "square-painter": SquarePen,
  "sticky-note": StickyNote,
  "table-properties": TableProperties,
  timer: Timer,
  "user-check": UserCheck,
  workflow: Workflow,
};

export function iconOf(name: string): LucideIcon {
  return (Object.hasOwn(icons, name) ? icons[name] : undefined) ?? Box;
}
