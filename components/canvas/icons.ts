/** The icons node types name in their manifests. A list of its own, so that the browser does not load all of lucide. */
import {
  Box,
  Braces,
  Database,
  Files,
  FileText,
  GitBranch,
  LogIn,
  LogOut,
  type LucideIcon,
  Merge,
  MessageSquare,
  Scissors,
  Search,
  Split,
  SquarePen,
  StickyNote,
  TableProperties,
} from "lucide-react";

const icons: Readonly<Record<string, LucideIcon>> = {
  box: Box,
  braces: Braces,
  database: Database,
  "file-text": FileText,
  files: Files,
  "git-branch": GitBranch,
  "log-in": LogIn,
  "log-out": LogOut,
  merge: Merge,
  "message-square": MessageSquare,
  scissors: Scissors,
  search: Search,
  split: Split,
  "square-pen": SquarePen,
  "sticky-note": StickyNote,
  "table-properties": TableProperties,
};

export function iconOf(name: string): LucideIcon {
  return (Object.hasOwn(icons, name) ? icons[name] : undefined) ?? Box;
}
