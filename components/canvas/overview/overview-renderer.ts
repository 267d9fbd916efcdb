/**
 * Draws the canvas on a <canvas>, outside React: all of it in the overview, otherwise what is not mounted as cards yet. The
 * whole scene is drawn once, somewhat beyond the view, and panning and small zooms only move that picture; it is drawn
 * anew when the view leaves it, when its scale is too far off, and, sharp, when the view has come to rest. What is dragged
 * and what is selected lies on a second picture that is cheap to redraw.
 */
import { type Curve, curveOf } from "../edges/curves.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { type NodeAppearance, paintCurves, paintNodes, paintRings } from "./overview-paint.ts";
import type { Box, Painter } from "./painter.ts";
import type { Colors } from "./token-colors.ts";

export type Scene = {
  nodes: readonly FlowNode[];
  edges: readonly FlowEdge[];
  appearanceOf: (id: string) => NodeAppearance;
  contentOf: Painter["contentOf"];
  /** What is there as cards, and the edges at them: the picture goes without. */
  mounted: ReadonlySet<string>;
  /** During a drag: what changes place is drawn apart. */
  isDragging: boolean;
};
export type View = { x: number; y: number; zoom: number; width: number; height: number };

/** Share of the view drawn beyond each side, how far a picture may be stretched, and when rest begins. */
const margin = 0.25;
const stretch = { least: 0.72, most: 1.4 } as const;
const restAfter = 140;

type Picture = { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D };

const nothingYet: Scene = {
  nodes: [],
  edges: [],
  appearanceOf: () => ({}),
  contentOf: () => ({}),
  mounted: new Set(),
  isDragging: false,
};

export function createOverviewRenderer(
  canvases: { background: HTMLCanvasElement; foreground: HTMLCanvasElement },
  colorsNow: () => Colors,
) {
  const background = pictureOn(canvases.background);
  const foreground = pictureOn(canvases.foreground);
  let colors = colorsNow();
  let scene = nothingYet;
  let drawnNodes: ReadonlyMap<string, FlowNode> = new Map();
  let moving = new Set<string>();
  let view: View = { x: 0, y: 0, zoom: 1, width: 0, height: 0 };
  let drawn: View | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const drawBackground = () => {
    if (view.width === 0) return;
    drawn = view;
    drawnNodes = paintBackground(begin(background, drawn, { colors, contentOf: scene.contentOf }), scene, moving);
    drawForeground();
  };
  const drawForeground = () => {
    if (!drawn) return;
    foreground.canvas.hidden = !hasForeground(scene, moving);
    if (foreground.canvas.hidden) return;
    paintForeground(begin(foreground, drawn, { colors, contentOf: scene.contentOf }), scene, moving);
  };
  const move = () => {
    if (!drawn) return;
    const transform = transformOf(drawn, view);
    background.canvas.style.transform = transform;
    foreground.canvas.style.transform = transform;
  };
  const redraw = () => {
    drawBackground();
    move();
  };

  return {
    setScene(next: Scene) {
      const changed = next.nodes.filter((node) => !isDrawnAlike(node, drawnNodes.get(node.id)) && !moving.has(node.id));
      const isPictureOld = isOtherPicture(next, scene) || next.nodes.length !== drawnNodes.size;
      const hasLanded = !next.isDragging && moving.size > 0;
      scene = next;
      // Cards come over the picture, a few each frame, and it goes when all are there: it is not worth another drawing.
      if (next.mounted.size > 0) return;
      if (hasLanded) moving = new Set();
      else if (next.isDragging && !isPictureOld) for (const { id } of changed) moving.add(id);
      if (isPictureOld || hasLanded || changed.length > 0) drawBackground();
      else drawForeground();
      move();
    },
    setView(next: View) {
      if (next.width === 0 || next.height === 0) return;
      view = next;
      if (!drawn || !isGoodFor(drawn, view)) drawBackground();
      move();
      clearTimeout(rest);
      if (drawn?.zoom !== view.zoom) rest = setTimeout(redraw, restAfter);
    },
    recolor() {
      colors = colorsNow();
      redraw();
    },
    stop: () => clearTimeout(rest),
  };
}

/** Draws what is at rest and not mounted. Answers the nodes by id. */
function paintBackground(
  painter: Painter,
  { nodes, edges, appearanceOf, mounted }: Scene,
  moving: ReadonlySet<string>,
): ReadonlyMap<string, FlowNode> {
  const byId = byIdOf(nodes);
  const atRest = nodes.filter(({ id }) => !moving.has(id) && !mounted.has(id));
  const hasCardEnd = ({ source, target }: FlowEdge) => mounted.has(source) || mounted.has(target);
  paintNodes(
    painter,
    atRest.filter(({ type }) => type !== "card"),
    appearanceOf,
  );
  paintCurves(
    painter,
    curvesOf(
      edges.filter((edge) => !isInForeground(edge, moving) && !hasCardEnd(edge)),
      byId,
    ),
  );
  paintNodes(
    painter,
    atRest.filter(({ type }) => type === "card"),
    appearanceOf,
  );
  return byId;
}

function hasForeground({ nodes, edges }: Scene, moving: ReadonlySet<string>): boolean {
  return moving.size > 0 || nodes.some(isShownSelected) || edges.some(({ selected }) => selected);
}

function paintForeground(painter: Painter, { nodes, edges, appearanceOf }: Scene, moving: ReadonlySet<string>): void {
  paintCurves(
    painter,
    curvesOf(
      edges.filter((edge) => isInForeground(edge, moving)),
      byIdOf(nodes),
    ),
  );
  paintNodes(
    painter,
    nodes.filter(({ id }) => moving.has(id)),
    appearanceOf,
  );
  paintRings(painter, nodes.filter(isShownSelected));
}

const isShownSelected = ({ selected, hidden }: FlowNode) => selected === true && !hidden;
const isInForeground = ({ selected, source, target }: FlowEdge, moving: ReadonlySet<string>) =>
  selected === true || moving.has(source) || moving.has(target);

function byIdOf(nodes: readonly FlowNode[]): ReadonlyMap<string, FlowNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

function curvesOf(edges: readonly FlowEdge[], nodes: ReadonlyMap<string, FlowNode>): Curve[] {
  return edges.flatMap((edge) => curveOf(edge, nodes) ?? []);
}

function isOtherPicture(a: Scene, b: Scene): boolean {
  return a.edges !== b.edges || a.appearanceOf !== b.appearanceOf || a.contentOf !== b.contentOf;
}

function pictureOn(canvas: HTMLCanvasElement): Picture {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw in 2D, which the canvas needs.");
  return { canvas, context };
}

/** Empties the picture, sizes it for the view with its margins, and scales the context to canvas pixels. */
function begin({ canvas, context }: Picture, view: View, source: Pick<Painter, "colors" | "contentOf">): Painter {
  const ratio = Math.min(2, devicePixelRatio);
  const [left, top] = [view.width * margin, view.height * margin];
  const [width, height] = [Math.ceil((view.width + 2 * left) * ratio), Math.ceil((view.height + 2 * top) * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  } else {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
  }
  const scale = view.zoom * ratio;
  context.setTransform(scale, 0, 0, scale, (view.x + left) * ratio, (view.y + top) * ratio);
  const box: Box = {
    x: (-view.x - left) / view.zoom,
    y: (-view.y - top) / view.zoom,
    width: (view.width + 2 * left) / view.zoom,
    height: (view.height + 2 * top) / view.zoom,
  };
  return { context, ...source, zoom: view.zoom, box };
}

/** Where the picture of `drawn` lies in `view`. */
function offsetOf(drawn: View, view: View) {
  const scale = view.zoom / drawn.zoom;
  const x = view.x - (drawn.x + drawn.width * margin) * scale;
  const y = view.y - (drawn.y + drawn.height * margin) * scale;
  return { x, y, scale };
}

function transformOf(drawn: View, view: View): string {
  const { x, y, scale } = offsetOf(drawn, view);
  return `translate(${x}px, ${y}px) scale(${scale})`;
}

function isGoodFor(drawn: View, view: View): boolean {
  if (drawn.width !== view.width || drawn.height !== view.height) return false;
  const { x, y, scale } = offsetOf(drawn, view);
  if (scale < stretch.least || scale > stretch.most) return false;
  const reach = (1 + 2 * margin) * scale;
  return x <= 0 && y <= 0 && x + view.width * reach >= view.width && y + view.height * reach >= view.height;
}

function isDrawnAlike(a: FlowNode, b: FlowNode | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.data === b.data &&
    a.width === b.width &&
    a.height === b.height &&
    a.hidden === b.hidden
  );
}
