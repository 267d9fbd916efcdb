"use client";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { Badge } from "../../ui/text/badge.tsx";
import { useEditor, useEditorStore } from "../store/context.tsx";
import { isAsPublished } from "../store/document-slice.ts";

/** Which version the draft is, or how it stands to the newest one; opens the list of versions. */
export function VersionBadge() {
  const store = useEditorStore();
  const version = useEditor((state) => state.latestVersion);
  const isSame = useEditor(isAsPublished);
  const isListing = useEditor((state) => state.isListingVersions);
  const text = version === undefined ? "Draft" : isSame ? `Version ${version}` : `Edited since version ${version}`;
  return (
    <Tooltip label="Versions">
      <button
        type="button"
        aria-label={`${text}. Versions`}
        aria-expanded={isListing}
        className="rounded-sm hover:bg-hover [&>span]:bg-transparent"
        onClick={() => store.getState().setCanvasView({ isListingVersions: !isListing })}
      >
        <Badge tone={version !== undefined && isSame ? "success" : "neutral"}>{text}</Badge>
      </button>
    </Tooltip>
  );
}
