/** A line across the canvas: upright at x from `from` to `to` in y, or level at y. */
export type Guide = { axis: "x" | "y"; at: number; from: number; to: number };
