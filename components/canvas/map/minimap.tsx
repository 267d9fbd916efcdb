"use client";
import { useStoreApi } from "@xyflow/react";
import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import { categoryToken } from "../../ui/text/category-color.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { type NodeAppearance, rectOf } from "../overview/overview-paint.ts";
import type { Box } from "../overview/painter.ts";
import { type Colors, readColors, watchTheme } from "../overview/token-colors.ts";
import { useNodeAppearance } from "../overview/use-node-appearance.ts";

const size = { width: 168, height: 112 } as const;
const pad = 8;
/** The map of more nodes than this is made anew no more often than every so many milliseconds. */
const large = 100;
const everyMs = 200;

type Map = { bounds: Box; dots: HTMLCanvasElement };

/** The whole pipeline, small, with the view framed. Pressing and dragging move the view there, the wheel zooms. */
export function Minimap({ nodes }: { nodes: readonly FlowNode[] }) {
  const flow = useStoreApi();
  const store = useEditorStore();
  const appearanceOf = useNodeAppearance();
  const troubled = useMemo(() => countTroubled(nodes, appearanceOf), [nodes, appearanceOf]);
  const { canvas, map } = useMap(nodes, appearanceOf);
  const goTo = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 0 || !map.current) return;
    const frame = event.currentTarget.getBoundingClientRect();
    const view = viewOf(flow.getState());
    const shown = framed(map.current.bounds, view);
    const center = {
      x: (event.clientX - frame.left - shown.x) / shown.scale,
      y: (event.clientY - frame.top - shown.y) / shown.scale,
    };
    store.getState().viewPort?.centreOn(center, { zoom: view.zoom });
  };
  return (
    <div
      role="img"
      aria-label={`Map of the pipeline${troubled === 0 ? "" : `, ${troubled} with a problem`}`}
      className="pb-minimap react-flow__panel bottom right"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={goTo}
      onWheel={({ deltaY }) => void store.getState().viewPort?.[deltaY < 0 ? "zoomIn" : "zoomOut"]()}
    >
      <canvas ref={canvas} width={size.width * 2} height={size.height * 2} style={size} />
    </div>
  );
}

/** Draws the map on a canvas: anew when the nodes change, and the frame with every move of the view. */
function useMap(nodes: readonly FlowNode[], appearanceOf: (id: string) => NodeAppearance) {
  const flow = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<Map>(undefined);
  const colors = useRef<Colors>(undefined);
  const madeAt = useRef(Number.NEGATIVE_INFINITY);
  const draw = useRef(() => {});
  draw.current = () => {
    const context = canvas.current?.getContext("2d");
    const view = viewOf(flow.getState());
    if (!context || !map.current || !colors.current || view.width === 0) return;
    drawMap(context, map.current, view, colors.current);
  };
  useLayoutEffect(() => {
    const make = () => {
      if (!canvas.current) return;
      madeAt.current = performance.now();
      colors.current ??= readColors(canvas.current.parentElement ?? document.body, Object.keys(portKinds));
      map.current = makeMap(nodes, appearanceOf, colors.current);
      draw.current();
    };
    // On the map of a large pipeline a drag moves things by a pixel or so, and each frame would draw them all.
    const wait = nodes.length > large ? madeAt.current + everyMs - performance.now() : 0;
    if (wait > 0) {
      const timer = setTimeout(make, wait);
      return () => clearTimeout(timer);
    }
    const frame = requestAnimationFrame(make);
    return () => cancelAnimationFrame(frame);
  }, [nodes, appearanceOf]);
  useEffect(() => {
    const stopTheme = watchTheme(() => {
      if (!canvas.current) return;
      colors.current = readColors(canvas.current.parentElement ?? document.body, Object.keys(portKinds));
      map.current = makeMap(nodes, appearanceOf, colors.current);
      draw.current();
    });
    const stopView = flow.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height)
        draw.current();
    });
    return () => {
      stopTheme();
      stopView();
    };
  }, [flow, nodes, appearanceOf]);
  return { canvas, map };
}

type Flow = ReturnType<ReturnType<typeof useStoreApi>["getState"]>;

function viewOf({ transform: [x, y, zoom], width, height }: Pick<Flow, "transform" | "width" | "height">) {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom, zoom };
}

/** Every node as a block in its category's colour, drawn once. Troubled ones are last, so that nothing hides them. */
function makeMap(
  nodes: readonly FlowNode[],
  appearanceOf: (id: string) => NodeAppearance,
  colors: Colors,
): Map | undefined {
  const shown = nodes.filter((node) => !node.hidden);
  const [first] = shown;
  if (!first) return undefined;
  const start = rectOf(first);
  let [left, top, right, bottom] = [start.x, start.y, start.x + start.width, start.y + start.height];
  for (const { x, y, width, height } of shown.map(rectOf)) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  const bounds = { x: left, y: top, width: right - left, height: bottom - top };
  const dots = document.createElement("canvas");
  const scale = 2 * Math.min(size.width / bounds.width, size.height / bounds.height, 1);
  dots.width = Math.max(1, Math.ceil(bounds.width * scale));
  dots.height = Math.max(1, Math.ceil(bounds.height * scale));
  const context = dots.getContext("2d");
  const painted = shown.map((node) => ({ node, token: tokenOf(node, appearanceOf(node.id)) }));
  for (const { node, token } of [
    ...painted.filter(({ token }) => !isTrouble(token)),
    ...painted.filter(({ token }) => isTrouble(token)),
  ]) {
    if (!context) break;
    const { x, y, width, height } = rectOf(node);
    context.globalAlpha = node.type === "card" ? 0.85 : 0.18;
    context.fillStyle = colors[token] ?? "";
    const least = isTrouble(token) ? 5 : 2;
    context.fillRect(
      (x - left) * scale,
      (y - top) * scale,
      Math.max(least, width * scale),
      Math.max(least, height * scale),
    );
  }
  return { bounds, dots };
}

function countTroubled(nodes: readonly FlowNode[], appearanceOf: (id: string) => NodeAppearance): number {
  return nodes.map(({ id }) => appearanceOf(id)).filter(({ mark, isMarked }) => !isMarked && isTrouble(mark)).length;
}

function isTrouble(token: string | undefined): boolean {
  return token === "danger" || token === "warning";
}

function tokenOf(node: FlowNode, { mark }: NodeAppearance): string {
  if (node.type !== "card") return "muted";
  if (node.selected) return "accent";
  if (mark === "danger" || mark === "warning" || mark === "info") return mark;
  return categoryToken(node.data.category);
}

function drawMap(context: CanvasRenderingContext2D, { bounds, dots }: Map, view: Box, colors: Colors): void {
  const { x, y, scale } = framed(bounds, view);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.drawImage(dots, x + bounds.x * scale, y + bounds.y * scale, bounds.width * scale, bounds.height * scale);
  const frame = {
    x: x + view.x * scale,
    y: y + view.y * scale,
    width: view.width * scale,
    height: view.height * scale,
  };
  context.globalAlpha = 0.6;
  context.fillStyle = colors.canvas ?? "";
  context.beginPath();
  context.rect(0, 0, size.width, size.height);
  context.rect(frame.x, frame.y, frame.width, frame.height);
  context.fill("evenodd");
  context.globalAlpha = 1;
  context.strokeStyle = colors["line-strong"] ?? "";
  context.strokeRect(frame.x, frame.y, frame.width, frame.height);
}

/** Where the canvas lies on the map: all nodes and the view fit in. */
function framed(bounds: Box, view: Box) {
  const left = Math.min(bounds.x, view.x);
  const top = Math.min(bounds.y, view.y);
  const width = Math.max(bounds.x + bounds.width, view.x + view.width) - left;
  const height = Math.max(bounds.y + bounds.height, view.y + view.height) - top;
  const scale = Math.min((size.width - 2 * pad) / width, (size.height - 2 * pad) / height);
  const x = (size.width - width * scale) / 2 - left * scale;
  return { x, y: (size.height - height * scale) / 2 - top * scale, scale };
}
