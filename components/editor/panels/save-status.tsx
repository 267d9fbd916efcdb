"use client";
import { Cloud, CloudAlert, CloudDownload, CloudOff, CloudUpload } from "lucide-react";
import { useEffect, useState } from "react";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { ViewOnly } from "../../ui/page/view-only.tsx";
import { useEditor } from "../store/context.tsx";
import type { SaveState } from "../store/save-slice.ts";

type Shown = { icon: typeof Cloud; label: string; hint: string; tone: string };

// None of them moves: an edit waits for the end of a drag to be saved, and a moving sign costs every frame of it.
const shownAs = {
  saved: { icon: Cloud, label: "Saved", hint: "Changes are saved automatically.", tone: "text-muted" },
  unsaved: {
    icon: CloudUpload,
    label: "Saving…",
    hint: "Your last change will be saved in a moment.",
    tone: "text-muted",
  },
  saving: { icon: CloudUpload, label: "Saving…", hint: "Your last change is being saved.", tone: "text-muted" },
  offline: {
    icon: CloudOff,
    label: "Offline — will retry",
    hint: "The server is not responding. Your changes are kept in this browser and saved when it is back.",
    tone: "text-warning",
  },
  refused: { icon: CloudAlert, label: "Not saved", hint: "", tone: "text-danger" },
  conflict: {
    icon: CloudAlert,
    label: "Changed elsewhere",
    hint: "Choose which version to keep.",
    tone: "text-danger",
  },
} as const satisfies Record<SaveState["status"], Shown>;

const arrived: Shown = {
  icon: CloudDownload,
  label: "Updated from elsewhere",
  hint: "A change saved in another tab or by another person was added here.",
  tone: "text-info",
};
const arrivedFor = 4000;

export function SaveStatus() {
  const save = useEditor((state) => state.save);
  const isFrozen = useEditor((state) => state.frozen !== undefined);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const hasArrived = useArrival();
  if (isReadOnly) return <ViewOnly />;
  if (isFrozen) return null;
  const shown = save.status === "saved" && hasArrived ? arrived : shownAs[save.status];
  const { icon: Icon, label, hint, tone } = shown;
  return (
    <Tooltip label={save.status === "refused" ? save.reason : hint}>
      <span role="status" className={`flex items-center gap-1.5 text-xs ${tone}`}>
        <Icon aria-hidden className="size-3.5" />
        <span className="max-sm:sr-only">{label}</span>
      </span>
    </Tooltip>
  );
}

/** True for a moment after something that was saved elsewhere has come in. */
function useArrival(): boolean {
  const arrivedAt = useEditor((state) => state.arrivedAt);
  const [over, setOver] = useState<number>();
  useEffect(() => {
    if (arrivedAt === undefined) return;
    const timer = setTimeout(() => setOver(arrivedAt), arrivedFor);
    return () => clearTimeout(timer);
  }, [arrivedAt]);
  return arrivedAt !== undefined && arrivedAt !== over;
}
