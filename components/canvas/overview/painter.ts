import type { Colors } from "./token-colors.ts";

export type Box = { x: number; y: number; width: number; height: number };
/** A card's second line and the icon of its type; of a group its title and the token of its colour; of a note its text. */
type Content = {
  subtitle?: string | undefined;
  icon?: CanvasImageSource | undefined;
  title?: string | undefined;
  token?: string | undefined;
  text?: string | undefined;
  /** The nodes in a body that is drawn open, in its own canvas pixels, each with the token of its category. */
  blocks?: readonly (Box & { token: string })[] | undefined;
};
/** A context that is already scaled to canvas pixels; `box` is what of the canvas it shows. */
export type Painter = {
  context: CanvasRenderingContext2D;
  colors: Colors;
  zoom: number;
  box: Box;
  contentOf: (id: string) => Content;
};
