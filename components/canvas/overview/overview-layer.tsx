"use client";
import { useStoreApi } from "@xyflow/react";
import { memo, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { EditorState } from "../../editor/store/state.ts";
import { categoryColor } from "../../ui/text/category-color.ts";
import { countOf } from "../../ui/text/format.ts";
import { iconOf } from "../../ui/text/icons.ts";
import { subtitleOf } from "../card/subtitle.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import { bareId, kindOf } from "../flow-ids.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { groupToken } from "../groups/group-color.ts";
import { openBodyOf } from "./open-body.ts";
import { drawIcons, type Icons } from "./overview-icons.ts";
import { createOverviewRenderer } from "./overview-renderer.ts";
import { plainText } from "./plain-text.ts";
import { readColors, watchTheme } from "./token-colors.ts";
import { useNodeAppearance } from "./use-node-appearance.ts";

type Props = {
  nodes: readonly FlowNode[];
  edges: readonly FlowEdge[];
  isOverview: boolean;
  /** What is there as cards; undefined in a small pipeline outside the overview, where everything is. */
  mounting: { mounted: ReadonlySet<string>; isFilling: boolean } | undefined;
};

const none: ReadonlySet<string> = new Set();

/** Draws on one canvas behind the pane what is not mounted: everything in the overview, and what is missing while cards mount. */
export function OverviewLayer({ mounting, ...things }: Props) {
  const isNeeded = things.isOverview || mounting?.isFilling === true;
  const isShown = useLinger(isNeeded);
  return isNeeded || isShown ? <Picture {...things} mounted={mounting?.mounted ?? none} /> : null;
}

function Picture({ nodes, edges, isOverview, mounted }: Omit<Props, "mounting"> & { mounted: ReadonlySet<string> }) {
  const flow = useStoreApi();
  const store = useEditorStore();
  const palette = useRef<HTMLDivElement>(null);
  const icons = useIcons(palette);
  const contentOf = useCallback(
    (id: string) => {
      const state = store.getState();
      const { groups, notes } = drawnGraphOf(state).layout;
      if (kindOf(id) === "groups") {
        const group = groups[bareId(id)];
        return { title: group?.title || "Group", token: groupToken(group?.color) };
      }
      if (kindOf(id) === "notes") return { text: plainText(notes[bareId(id)]?.text ?? "") };
      const body = openBodyOf(drawnGraphOf(state), state.catalogue, id);
      return { subtitle: subtitleOf(state, id), icon: icons?.get(iconName(state, id)), body };
    },
    [store, icons],
  );
  const appearanceOf = useNodeAppearance();
  const isDragging = useEditor((state) => state.history.gesture !== undefined);
  const background = useRef<HTMLCanvasElement>(null);
  const foreground = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<ReturnType<typeof createOverviewRenderer>>(undefined);
  useLayoutEffect(() => {
    const [back, front] = [background.current, foreground.current];
    if (!back || !front) return undefined;
    const host = back.parentElement ?? document.body;
    const made = createOverviewRenderer({ background: back, foreground: front }, () =>
      readColors(host, Object.keys(portKinds)),
    );
    drawing.current = made;
    return () => made.stop();
  }, []);
  useLayoutEffect(() => drawing.current?.setScene({ nodes, edges, appearanceOf, contentOf, mounted, isDragging }));
  // Last, so that the first picture already has its scene, and is there before the cards have gone.
  useLayoutEffect(() => {
    const updateView = () => {
      const { transform, width, height } = flow.getState();
      drawing.current?.setView({ x: transform[0], y: transform[1], zoom: transform[2], width, height });
    };
    updateView();
    const leave = [flow.subscribe(updateView), watchTheme(() => drawing.current?.recolor())];
    return () => {
      for (const stop of leave) stop();
    };
  }, [flow]);
  return (
    <div className="pb-overview" data-painted>
      <canvas
        ref={background}
        {...(isOverview
          ? {
              role: "img",
              "aria-label": `${countOf(nodes.length, "node")}, too small to read here. Use the arrow keys to move between them.`,
            }
          : { "aria-hidden": true })}
      />
      <canvas ref={foreground} aria-hidden hidden />
      <IconSheet sheet={palette} />
    </div>
  );
}

/** One of each icon, as cards show them, to be drawn from. */
const IconSheet = memo(function IconSheet({ sheet }: { sheet: RefObject<HTMLDivElement | null> }) {
  const catalogue = useEditor((state) => state.catalogue);
  const types = [...catalogue.values()];
  const names = new Set([undefined, ...types.map(({ icon }) => icon)]);
  return (
    <div ref={sheet} hidden>
      {[...names].map((name) => {
        const Icon = iconOf(name);
        const color = categoryColor(types.find(({ icon }) => icon === name)?.category);
        return <Icon key={name ?? noIcon} data-icon={name ?? noIcon} style={{ color }} />;
      })}
    </div>
  );
});

/** Drawn a moment after the first picture, and anew for another theme. */
function useIcons(sheet: RefObject<HTMLDivElement | null>): Icons | undefined {
  const [icons, setIcons] = useState<Icons>();
  useEffect(() => {
    let isOver = false;
    const draw = async () => {
      const { current: host } = sheet;
      if (!host) return;
      const drawn = await drawIcons(host);
      if (!isOver) setIcons(drawn);
    };
    void draw();
    const stop = watchTheme(() => void draw());
    return () => {
      isOver = true;
      stop();
    };
  }, [sheet]);
  return icons;
}

/** Stands on the sheet for the icon of node types that this release does not know. */
const noIcon = "unknown";

function iconName(state: EditorState, id: string): string {
  return state.catalogue.get(nodeAt(drawnGraphOf(state), id)?.type ?? "")?.icon ?? noIcon;
}

/** Stays true for two frames more: React Flow mounts the cards a moment after it is told to. */
function useLinger(isOn: boolean): boolean {
  const [isLate, setLate] = useState(isOn);
  useEffect(() => {
    if (isOn) {
      setLate(true);
      return undefined;
    }
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setLate(false));
    });
    return () => cancelAnimationFrame(frame);
  }, [isOn]);
  return isLate;
}
