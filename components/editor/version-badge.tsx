"use client";
import { Badge } from "../ui/badge.tsx";
import { useEditor } from "./context.tsx";

/** Which version the draft is, or how it stands to the newest one. */
export function VersionBadge() {
  const version = useEditor((state) => state.latestVersion);
  const isSame = useEditor((state) => state.publishedGraph === state.history.graph);
  if (version === undefined) return <Badge>Draft</Badge>;
  return (
    <Badge tone={isSame ? "success" : "neutral"}>
      {isSame ? `Version ${version}` : `Edited since version ${version}`}
    </Badge>
  );
}
