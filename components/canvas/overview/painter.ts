import type { Position } from "../../../lib/graph/graph.ts";
import type { Colors } from "./token-colors.ts";

export type Box = { x: number; y: number; width: number; height: number };
/** A card's second line and the icon of its type; of a group its title and the token of its colour; of a note its text. */
type Content = {
  subtitle?: string | undefined;
  icon?: CanvasImageSource | undefined;
  title?: string | undefined;
  token?: string | undefined;
  text?: string | undefined;
  /** What is in a body that is drawn open. */
  body?: OpenBody | undefined;
};
/** A body that is drawn open: its frame, where that begins in the card around it, and its nodes and edges in its own canvas pixels. */
export type OpenBody = { frame: Box; corner: Position; blocks: readonly Block[]; lines: readonly Line[] };
/** A node in a body; `token` is that of its category. */
export type Block = Box & { title: string; token: string; body?: OpenBody | undefined };
export type Line = { from: Position; to: Position; token: string };
/** A context that is already scaled to canvas pixels; `box` is what of the canvas it shows. */
export type Painter = {
  context: CanvasRenderingContext2D;
  colors: Colors;
  zoom: number;
  box: Box;
  contentOf: (id: string) => Content;
};
