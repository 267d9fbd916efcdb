"use client";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { statusOf } from "../../editor/run/run-step.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";

type Props = {
  id: string;
  isSelected: boolean;
  /** The ports that would take the edge which is drawn now, or "none". */
  fit: string | undefined;
  isDropTarget?: boolean;
  children: ReactNode;
};

/** The card of a node, with the look that its state gives it. */
export function CardBox({ id, isSelected, fit, isDropTarget = false, children }: Props) {
  const isDisabled = useEditor((state) => nodeAt(drawnGraphOf(state), id)?.disabled ?? false);
  const isUnknown = useEditor((state) => !state.catalogue.has(nodeAt(drawnGraphOf(state), id)?.type ?? ""));
  const status = useEditor((state) => statusOf(state, id));
  const mark = useEditor((state) => markOf(state, "nodes", id));
  const isBeyond = useEditor(({ highlighted }) => highlighted !== undefined && !highlighted.has(id));
  return (
    <div
      className={clsx(
        "pb-card",
        isDropTarget && "is-drop-target",
        (fit === "none" || isBeyond) && "is-dim",
        isDisabled && "is-disabled",
        isUnknown && "is-unknown",
      )}
      data-status={status}
      data-diff={mark}
      data-selected={isSelected || undefined}
    >
      {children}
    </div>
  );
}
