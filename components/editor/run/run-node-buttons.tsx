"use client";
import { ListStart, Play } from "lucide-react";
import { isFinished } from "../../../lib/run.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Locked } from "../../ui/text/locked.tsx";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { isTrigger } from "../store/triggers.ts";
import { runFrom } from "./run-control.ts";

/** Runs this node alone, or from it on, with what an earlier run has worked out. */
export function RunNodeButtons({ nodeId }: { nodeId: string }) {
  const parts = useEditorParts();
  const isLive = useEditor(({ run }) => run !== undefined && !isFinished(run.detail.status));
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isInside = useEditor(({ scope }) => scope.length > 0);
  const isStart = useEditor((state) => isTrigger(state, nodeId));
  if (!parts.edit || isReadOnly) return null;
  return (
    <Locked reason={whyNot(isLive, isInside)}>
      {isStart ? null : (
        <IconButton label="Run this node alone" keys="Shift+Enter" onClick={() => void runFrom(parts, nodeId, true)}>
          <Play aria-hidden />
        </IconButton>
      )}
      <IconButton label="Run from here" keys="Ctrl+Shift+Enter" onClick={() => void runFrom(parts, nodeId)}>
        <ListStart aria-hidden />
      </IconButton>
    </Locked>
  );
}

function whyNot(isLive: boolean, isInside: boolean): string | undefined {
  if (isInside) return "A node inside a Map, Loop or Sub-pipeline runs together with that node.";
  return isLive ? "A run is in progress. Cancel it, or wait until it ends." : undefined;
}
