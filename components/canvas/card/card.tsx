"use client";
import type { NodeProps } from "@xyflow/react";
import { clsx } from "clsx";
import { memo } from "react";
import { nodeAt } from "../../../lib/graph.ts";
import { statusOf } from "../../editor/run/run-step.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import type { CardNode } from "../flow-nodes.ts";
import { CardBody } from "./card-body.tsx";
import { CardHeader } from "./card-header.tsx";
import { CardMiniature } from "./card-miniature.tsx";
import { CardPorts } from "./card-ports.tsx";
import { useEdgeFit } from "./use-edge-fit.ts";

/** A node on the canvas. Its outer size is exactly what geometry.ts says; answer and error hang below it. */
export const Card = memo(function Card({ id, data, selected, isConnectable }: NodeProps<CardNode>) {
  const isDisabled = useEditor((state) => nodeAt(graphOf(state), id)?.disabled ?? false);
  const isUnknown = useEditor((state) => !state.catalogue.has(nodeAt(graphOf(state), id)?.type ?? ""));
  const status = useEditor((state) => statusOf(state, id));
  const mark = useEditor((state) => markOf(state, "nodes", id));
  const fit = useEdgeFit(id);
  const isBeyond = useEditor(({ highlighted }) => highlighted !== undefined && !highlighted.has(id));
  const isDropTarget = useEditor(({ fileDrop }) => fileDrop?.nodeId === id);
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
      data-selected={selected || undefined}
    >
      <CardHeader id={id} title={data.title} />
      <CardPorts side="inputs" ports={data.ports.inputs} fit={fit} isConnectable={isConnectable} />
      <CardPorts side="outputs" ports={data.ports.outputs} fit={fit} isConnectable={isConnectable} />
      {data.ports.hasBody ? <CardMiniature id={id} title={data.title} /> : null}
      <CardBody id={id} />
    </div>
  );
}, isSameCard);

/** React Flow also says where the node is; a drag of many would draw each of them anew. */
function isSameCard(a: NodeProps<CardNode>, b: NodeProps<CardNode>): boolean {
  return a.id === b.id && a.data === b.data && a.selected === b.selected && a.isConnectable === b.isConnectable;
}
