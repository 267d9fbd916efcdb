"use client";
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useEditor } from "../../editor/store/context.tsx";
import { CardInside } from "../body/card-inside.tsx";
import type { CardNode } from "../flow-nodes.ts";
import { CardBody } from "./card-body.tsx";
import { CardBox } from "./card-box.tsx";
import { CardHeader } from "./card-header.tsx";
import { CardPorts } from "./card-ports.tsx";
import { useEdgeFit } from "./use-edge-fit.ts";

/** A node on the canvas. Its outer size is exactly what geometry.ts says; answer and error hang below it. */
export const Card = memo(function Card({ id, data, selected, isConnectable }: NodeProps<CardNode>) {
  const fit = useEdgeFit(id);
  const isDropTarget = useEditor(({ fileDrop }) => fileDrop?.nodeId === id);
  return (
    <CardBox id={id} isSelected={selected} fit={fit} isDropTarget={isDropTarget}>
      <CardHeader id={id} title={data.title} />
      <CardPorts side="inputs" ports={data.ports.inputs} fit={fit} isConnectable={isConnectable} />
      <CardPorts side="outputs" ports={data.ports.outputs} fit={fit} isConnectable={isConnectable} />
      <CardInside id={id} data={data} />
      <CardBody id={id} />
    </CardBox>
  );
}, isSameCard);

/** React Flow also says where the node is; a drag of many would draw each of them anew. */
function isSameCard(a: NodeProps<CardNode>, b: NodeProps<CardNode>): boolean {
  return a.id === b.id && a.data === b.data && a.selected === b.selected && a.isConnectable === b.isConnectable;
}
