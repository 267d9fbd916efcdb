"use client";
import "@xyflow/react/dist/base.css";
import "./cable.css";
import "./canvas.css";
import "./card-body.css";
import "./card.css";
import "./note.css";
import { Background, MiniMap, type NodeTypes, PanOnScrollMode, ReactFlow, SelectionMode } from "@xyflow/react";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { portAt } from "../../lib/edit/wires.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { canEdit, graphOf } from "../editor/document-slice.ts";
import { Cable } from "./cable.tsx";
import { Card } from "./card.tsx";
import { type CableEdge, flowEdgeMaker } from "./flow-edges.ts";
import { type FlowNode, flowNodeMaker } from "./flow-nodes.ts";
import { GroupBox } from "./group-box.tsx";
import { Guides } from "./guides.tsx";
import { KeepInView } from "./keep-in-view.tsx";
import { kindColor } from "./kind-color.ts";
import { NoteSheet } from "./note.tsx";
import { PortMenu } from "./port-menu.tsx";
import { Refusal } from "./refusal.tsx";
import { useChanges } from "./use-changes.ts";
import { useLens } from "./use-lens.ts";
import { usePointer } from "./use-pointer.ts";
import { useWiring } from "./use-wiring.ts";

const nodeTypes = { card: Card, note: NoteSheet, "group-box": GroupBox } satisfies NodeTypes;
const edgeTypes = { cable: Cable };
const fitOptions = { padding: 0.1, maxZoom: 1 };
const minimapSize = { width: 168, height: 112 };
const multiKeys = ["Shift", "Meta", "Control"];

/** The drawing surface. `children` float above it: picker, empty state, controls. */
export function Canvas({ children }: { children?: ReactNode }) {
  const store = useEditorStore();
  const graph = useEditor(graphOf);
  const selection = useEditor((state) => state.selection);
  const catalogue = useEditor((state) => state.catalogue);
  const editable = useEditor(canEdit);
  const isReady = useEditor((state) => state.flow !== undefined);
  const [makeNodes, makeEdges] = useMemo(() => [flowNodeMaker(), flowEdgeMaker()], []);
  useLens();
  const drawing = { graph, catalogue, selection };
  return (
    <section
      aria-label="Canvas"
      // The canvas listens: before that a key would be lost on the HTML that came from the server.
      data-ready={isReady || undefined}
      className="pb-canvas relative min-h-0 min-w-0 flex-1"
      style={useWireColor()}
    >
      <ReactFlow<FlowNode, CableEdge>
        nodes={makeNodes(drawing)}
        edges={makeEdges(drawing)}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...useChanges()}
        {...useWiring()}
        {...usePointer()}
        onInit={(flow) => store.getState().set({ flow })}
        onlyRenderVisibleElements
        fitView
        fitViewOptions={fitOptions}
        minZoom={0.08}
        maxZoom={2}
        connectionRadius={26}
        nodeDragThreshold={3}
        selectNodesOnDrag={false}
        nodesDraggable={editable}
        nodesConnectable={editable}
        selectionOnDrag={editable}
        selectionMode={SelectionMode.Partial}
        panOnDrag={editable ? [1] : [0, 1]}
        edgesReconnectable={editable}
        reconnectRadius={14}
        panOnScrollMode={PanOnScrollMode.Free}
        panActivationKeyCode="Space"
        multiSelectionKeyCode={multiKeys}
        selectionKeyCode={null}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        attributionPosition="top-right"
      >
        <Background gap={20} size={2} />
        <MiniMap
          pannable
          zoomable
          ariaLabel="Map of the pipeline"
          className="pb-minimap"
          style={minimapSize}
          nodeClassName={minimapClass}
        />
        <KeepInView />
        <Guides />
        {children}
      </ReactFlow>
      <Refusal />
      <PortMenu />
    </section>
  );
}

function minimapClass(node: FlowNode): string {
  return `is-${node.type}`;
}

/** The wire being drawn has the colour of its port's kind. */
function useWireColor(): CSSProperties {
  const kind = useEditor((state) =>
    state.wire ? portAt(graphOf(state), state.catalogue, state.wire)?.kind : undefined,
  );
  const style: Record<string, string> = kind ? { "--wire": kindColor(kind) } : {};
  return style;
}
