import type { Position } from "../../../lib/graph/graph.ts";

/** A rectangle on the canvas, in canvas pixels. */
export type Box = Position & { width: number; height: number };

/** Something drawn on the canvas. A frame is the box around a group that is open; one that is folded is a box itself. */
export type DrawnBox = Box & { id: string; kind: "card" | "note" | "frame" | "folded-group" };

/** How long a movement takes, in milliseconds. */
type Motion = { duration?: number };
/** `padding` is what stays free around what is shown: a share of the pane, or pixels. */
type Padding = number | { left: number; y: number; right: `${number}px` };
type Fit = Motion & { nodes?: { id: string }[]; padding?: Padding; maxZoom?: number };
/** Where the canvas's origin is in the pane, in screen pixels, and how large a canvas pixel is drawn. */
export type Viewport = Position & { zoom: number };

/** The window onto the canvas, as the editor knows it. The canvas fills it in when it is ready. */
export type ViewPort = {
  zoom(): number;
  viewport(): Viewport;
  setViewport(viewport: Viewport): void;
  /** Shows these things, or everything. */
  fit(options: Fit): void;
  /** Shows everything where that can be read, else where the pipeline begins. */
  showStart(): void;
  centreOn(middle: Position, options: Motion & { zoom: number }): void;
  zoomIn(options?: Motion): void;
  zoomOut(options?: Motion): void;
  zoomTo(zoom: number, options?: Motion): void;
  /** From screen pixels to the canvas, and back. */
  toCanvas(screen: Position): Position;
  toScreen(canvas: Position): Position;
  /** All that is drawn and has a size, in drawing order; and one of them by its id there. */
  boxes(): DrawnBox[];
  box(id: string): DrawnBox | undefined;
  /** The smallest box around everything. */
  bounds(): Box;
};
