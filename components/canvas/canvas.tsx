"use client";
import "@xyflow/react/dist/base.css";
import "./edge.css";
import "./canvas.css";
import "./card-body.css";
import "./card.css";
import "./overview.css";
import "./note.css";
import { type NodeTypes, PanOnScrollMode, ReactFlow, type ReactFlowInstance, SelectionMode } from "@xyflow/react";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { portAt } from "../../lib/edit/edges.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { canEdit, graphOf } from "../editor/document-slice.ts";
import { hasManyActive } from "../editor/run-step.ts";
import { soleNode } from "../editor/selection-slice.ts";
import { Card } from "./card.tsx";
import { Dots } from "./dots.tsx";
import { EdgeView } from "./edge-view.tsx";
import { type FlowEdge, flowEdgeMaker } from "./flow-edges.ts";
import { type FlowNode, flowNodeMaker } from "./flow-nodes.ts";
import { GroupBox } from "./group-box.tsx";
import { Guides } from "./guides.tsx";
import { edgeHider, nodeHider } from "./hide-nodes.ts";
import { KeepInView } from "./keep-in-view.tsx";
import { kindColor } from "./kind-color.ts";
import { Minimap } from "./minimap.tsx";
import { NoteSheet } from "./note.tsx";
import { OverviewLayer } from "./overview-layer.tsx";
import { OverviewName } from "./overview-name.tsx";
import { PortHint } from "./port-hint.tsx";
import { PortMenu } from "./port-menu.tsx";
import { Refusal } from "./refusal.tsx";
import { useChanges } from "./use-changes.ts";
import { useConnect } from "./use-connect.ts";
import { useDependencyHighlight } from "./use-dependency-highlight.ts";
import { useMounted } from "./use-mounted.ts";
import { useOverview } from "./use-overview.ts";
import { useOverviewPointer } from "./use-overview-pointer.ts";
import { usePointer } from "./use-pointer.ts";
import { useTouched } from "./use-touched.ts";

const nodeTypes = { card: Card, note: NoteSheet, "group-box": GroupBox } satisfies NodeTypes;
const edgeTypes = { edge: EdgeView };
const fitOptions = { padding: 0.1, maxZoom: 1, includeHiddenNodes: true };
const multiKeys = ["Shift", "Meta", "Control"];

/** The drawing surface. `children` float above it: picker, empty state, controls. */
export function Canvas({ children }: { children?: ReactNode }) {
  const store = useEditorStore();
  const graph = useEditor(graphOf);
  const selection = useEditor((state) => state.selection);
  const catalogue = useEditor((state) => state.catalogue);
  const editable = useEditor(canEdit);
  const manyActive = useEditor(({ run }) => hasManyActive(run));
  const isReady = useEditor((state) => state.flow !== undefined);
  useDependencyHighlight();
  const focused = useEditor(soleNode);
  const isOverview = useOverview();
  const [makeNodes, makeEdges, hide, near] = useMemo(
    () => [flowNodeMaker(), flowEdgeMaker(), nodeHider(), edgeHider()],
    [],
  );
  const drawing = { graph, catalogue, selection };
  const nodes = makeNodes(drawing);
  const edges = makeEdges(drawing);
  const changes = useChanges();
  const mounting = useMounted(nodes, isOverview);
  const touched = useTouched(nodes, isOverview);
  return (
    <section
      aria-label="Canvas"
      // The canvas listens: before that a key would be lost on the HTML that came from the server.
      data-ready={isReady || undefined}
      data-overview={isOverview || undefined}
      data-many-active={manyActive || undefined}
      className="pb-canvas relative min-h-0 min-w-0 flex-1"
      style={useEdgeColor()}
      {...useOverviewPointer({ nodes, edges, isOverview }, changes)}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={mounting ? hide(nodes, isOverview ? touched : mounting.mounted, focused) : nodes}
        edges={mounting ? near(edges, mounting) : edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...changes}
        {...useConnect()}
        {...usePointer()}
        onInit={(flow) => store.getState().set({ flow: withHidden(flow) })}
        onlyRenderVisibleElements
        fitView
        fitViewOptions={fitOptions}
        minZoom={0.03}
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
        <Dots />
        <OverviewLayer nodes={nodes} edges={edges} isOverview={isOverview} mounting={mounting} />
        {isOverview ? <OverviewName nodes={nodes} /> : null}
        {nodes.length > 0 ? <Minimap nodes={nodes} /> : null}
        <KeepInView />
        <Guides />
        {children}
      </ReactFlow>
      <Refusal />
      <PortMenu />
      <PortHint />
    </section>
  );
}

/** In the overview every node is hidden from React Flow, and is to be fitted into view all the same. */
function withHidden(flow: ReactFlowInstance<FlowNode, FlowEdge>): ReactFlowInstance<FlowNode, FlowEdge> {
  return { ...flow, fitView: (options) => flow.fitView({ includeHiddenNodes: true, ...options }) };
}

/** The edge being drawn has the colour of its port's kind. */
function useEdgeColor(): CSSProperties {
  const kind = useEditor((state) =>
    state.edgeEnd ? portAt(graphOf(state), state.catalogue, state.edgeEnd)?.kind : undefined,
  );
  const style: Record<string, string> = kind ? { "--drawn-edge": kindColor(kind) } : {};
  return style;
}
