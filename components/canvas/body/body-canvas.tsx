"use client";
import { useKeyPress } from "@xyflow/react";
import { useMemo, useState } from "react";
import type { Frame } from "../../../lib/graph/graph.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { canEdit, drawnGraphOf } from "../../editor/store/document-slice.ts";
import { flowEdgeMaker } from "../edges/flow-edges.ts";
import { flowNodeMaker } from "../flow-nodes.ts";
import { BodyCard, type ShowInside } from "./body-card.tsx";
import { BodyEdges, type DrawnLine } from "./body-edges.tsx";
import { bodyPointer } from "./body-pointer.ts";
import { BodyGroup, BodyNote } from "./body-things.tsx";
import { isFingerOnGround, panCanvas } from "./pan-canvas.ts";

type Props = { scope: readonly string[]; frame: Frame; Inside: ShowInside };

/** What lies in an open body, at its places. */
export function BodyCanvas({ scope, frame, Inside }: Props) {
  const store = useEditorStore();
  const graph = useEditor(drawnGraphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const selection = useEditor((state) => state.selection);
  const editable = useEditor(canEdit);
  const isSpaceDown = useKeyPress("Space");
  const [line, setLine] = useState<DrawnLine>();
  const [makeNodes, makeEdges] = useMemo(() => [flowNodeMaker(), flowEdgeMaker()], []);
  const pointer = useMemo(() => bodyPointer({ store, scope, setLine }), [store, scope]);
  const drawing = { graph, catalogue, selection };
  const nodes = makeNodes(drawing);
  const edges = makeEdges(drawing);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the commands do the same from the keyboard.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click only keeps to itself what React Flow would take for a click on the node.
    <div
      className={editable ? "pb-body nodrag nopan" : "pb-body nodrag"}
      style={{ width: frame.width, height: frame.height }}
      onPointerDownCapture={(event) => {
        if (!editable || !(isSpaceDown || isFingerOnGround(event))) return;
        if (isSpaceDown) event.stopPropagation();
        panCanvas(store, event);
      }}
      onPointerDown={pointer.pressGround}
      onDoubleClick={pointer.openPicker}
      onContextMenu={pointer.openMenu}
      onClick={(event) => event.stopPropagation()}
    >
      <div className="pb-body-origin" style={{ transform: `translate(${-frame.x}px, ${-frame.y}px)` }}>
        {nodes.map((node) => (node.type === "group-box" ? <BodyGroup key={node.id} node={node} /> : null))}
        {nodes.map((node) => (node.type === "note" ? <BodyNote key={node.id} node={node} /> : null))}
        <BodyEdges nodes={nodes} edges={edges} line={line} onPress={pointer.pressEdge} />
        {nodes.map((node) =>
          node.type === "card" ? (
            <BodyCard key={node.id} node={node} scope={scope} pointer={pointer} Inside={Inside} />
          ) : null,
        )}
      </div>
    </div>
  );
}
