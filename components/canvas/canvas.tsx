"use client";
import "@xyflow/react/dist/base.css";
import "./edges/edge.css";
import "./canvas.css";
import "./card/card-body.css";
import "./card/card.css";
import "./overview/overview.css";
import "./notes/note.css";
import { type NodeTypes, PanOnScrollMode, ReactFlow, SelectionMode } from "@xyflow/react";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { portAt } from "../../lib/edit/edges.ts";
import { hasManyActive } from "../editor/run/run-step.ts";
import { useEditor } from "../editor/store/context.tsx";
import { canEdit, drawnGraphOf, graphOf, isInPlace } from "../editor/store/document-slice.ts";
import { drawnSelection, soleNode } from "../editor/store/selection-slice.ts";
import { InPlace } from "./body/in-place.tsx";
import { Card } from "./card/card.tsx";
import { useMounted } from "./card/use-mounted.ts";
import { Dots } from "./dots.tsx";
import { EdgeView } from "./edges/edge-view.tsx";
import { type FlowEdge, flowEdgeMaker } from "./edges/flow-edges.ts";
import { kindColor } from "./edges/kind-color.ts";
import { PortHint } from "./edges/port-hint.tsx";
import { PortMenu } from "./edges/port-menu.tsx";
import { Refusal } from "./edges/refusal.tsx";
import { useConnect } from "./edges/use-connect.ts";
import { type FlowNode, flowNodeMaker } from "./flow-nodes.ts";
import { GroupBox } from "./groups/group-box.tsx";
import { edgeHider, nodeHider } from "./hide-nodes.ts";
import { Minimap } from "./map/minimap.tsx";
import { NoteSheet } from "./notes/note.tsx";
import { OverviewLayer } from "./overview/overview-layer.tsx";
import { OverviewName } from "./overview/overview-name.tsx";
import { useOverview } from "./overview/use-overview.ts";
import { useOverviewPointer } from "./overview/use-overview-pointer.ts";
import { useTouched } from "./overview/use-touched.ts";
import { DropHint } from "./pointer/drop-hint.tsx";
import { Guides } from "./pointer/guides.tsx";
import { usePointer } from "./pointer/use-pointer.ts";
import { useChanges } from "./use-changes.ts";
import { useDependencyHighlight } from "./use-dependency-highlight.ts";
import { FollowRun } from "./view/follow-run.tsx";
import { KeepInView } from "./view/keep-in-view.tsx";
import { ScaleText } from "./view/scale-text.tsx";
import { ShowFirstView } from "./view/show-first-view.tsx";
import { useViewPort } from "./view/use-view-port.ts";

const nodeTypes = { card: Card, note: NoteSheet, "group-box": GroupBox } satisfies NodeTypes;
const edgeTypes = { edge: EdgeView };
const fitOptions = { padding: 0.1, maxZoom: 1, includeHiddenNodes: true };
const multiKeys = ["Shift", "Meta", "Control"];

/** The drawing surface. `children` float above it: picker, empty state, controls. */
export function Canvas({ children }: { children?: ReactNode }) {
  const graph = useEditor(drawnGraphOf);
  const selection = useEditor(drawnSelection);
  const catalogue = useEditor((state) => state.catalogue);
  const editable = useEditor(canEdit);
  const manyActive = useEditor(({ run }) => hasManyActive(run));
  const isReady = useEditor((state) => state.viewPort !== undefined);
  useDependencyHighlight();
  const focused = useEditor((state) => (isInPlace(state) ? undefined : soleNode(state)));
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
      data-region="canvas"
      // Where F6 leads, and where a picker or a panel gives the keyboard back to.
      tabIndex={-1}
      // The canvas listens: before that a key would be lost on the HTML that came from the server.
      data-ready={isReady || undefined}
      aria-busy={!isReady}
      data-overview={isOverview || undefined}
      data-many-active={manyActive || undefined}
      className="pb-canvas -outline-offset-2 relative min-h-0 min-w-0 flex-1"
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
        {...useViewPort()}
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
        <ShowFirstView />
        <InPlace />
        <KeepInView />
        <FollowRun />
        <ScaleText />
        <Guides />
        {children}
      </ReactFlow>
      <DropHint />
      <Refusal />
      <PortMenu />
      <PortHint />
    </section>
  );
}

/** The edge being drawn has the colour of its port's kind. */
function useEdgeColor(): CSSProperties {
  const kind = useEditor((state) =>
    state.edgeEnd ? portAt(graphOf(state), state.catalogue, state.edgeEnd)?.kind : undefined,
  );
  const style: Record<string, string> = kind ? { "--drawn-edge": kindColor(kind) } : {};
  return style;
}
