"use client";
import type { NodeProps } from "@xyflow/react";
import { clsx } from "clsx";
import { memo } from "react";
import { statusOf } from "../../editor/run/run-step.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { EditorState } from "../../editor/store/state.ts";
import { countOf } from "../../ui/text/format.ts";
import { CardPorts } from "../card/card-ports.tsx";
import type { GroupNode } from "../flow-nodes.ts";
import { GroupBar } from "./group-bar.tsx";
import { groupColor } from "./group-color.ts";

/** A titled frame around some nodes, or, collapsed, one box in their place. Dragging it moves them together. */
export const GroupBox = memo(function GroupBox({ data, selected, isConnectable }: NodeProps<GroupNode>) {
  const { groupId, border } = data;
  const color = useEditor((state) => drawnGraphOf(state).layout.groups[groupId]?.color);
  const status = useEditor((state) => (border ? worstStatus(state, groupId) : undefined));
  const mark = useEditor((state) => markOf(state, "groups", groupId));
  const count = useEditor((state) => drawnGraphOf(state).layout.groups[groupId]?.nodes.length ?? 0);
  const style: Record<string, string> = { "--group": groupColor(color) };
  return (
    <div
      className={clsx("pb-group", border && "is-collapsed")}
      data-selected={selected || undefined}
      data-status={status}
      data-diff={mark}
      style={style}
    >
      <GroupBar groupId={groupId} isCollapsed={border !== undefined} />
      {border ? (
        <>
          <p className="pb-group-count">{countOf(count, "node")}</p>
          <CardPorts side="inputs" ports={border.inputs} fit={undefined} isConnectable={isConnectable} />
          <CardPorts side="outputs" ports={border.outputs} fit={undefined} isConnectable={isConnectable} />
        </>
      ) : null}
    </div>
  );
});

/** What a collapsed group says about the run: the worst of what is inside. */
function worstStatus(state: EditorState, groupId: string): "failed" | "running" | undefined {
  const inside = drawnGraphOf(state).layout.groups[groupId]?.nodes.map((id) => statusOf(state, id)) ?? [];
  if (inside.includes("failed")) return "failed";
  return inside.includes("running") || inside.includes("retrying") ? "running" : undefined;
}
