import type { PortKind, portKinds } from "../../../lib/ports/port-kinds.ts";

type Shape = (typeof portKinds)[PortKind]["shape"];

/** SVG path data on a ground of 10 × 10, filled, or drawn as a line of this width. */
export type ShapePath = { d: string; line?: number };

/** Each kind has a shape besides its colour, so that kinds can be told apart without seeing colours. */
export const kindShapes: Record<Shape, readonly ShapePath[]> = {
  circle: [{ d: "M1 5a4 4 0 1 0 8 0a4 4 0 1 0-8 0z" }],
  "circle-open": [{ d: "M1.8 5a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z", line: 1.6 }],
  "half-circle": [
    { d: "M1.6 5a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z", line: 1.2 },
    { d: "M5 1.2a3.8 3.8 0 0 0 0 7.6z" },
  ],
  triangle: [{ d: "M5 1 9.2 8.6H.8z" }],
  diamond: [{ d: "M5 .4 9.6 5 5 9.6.4 5z" }],
  "diamond-open": [{ d: "M5 1.3 8.7 5 5 8.7 1.3 5z", line: 1.5 }],
  square: [{ d: "M2.2 1.2h5.6a1 1 0 0 1 1 1v5.6a1 1 0 0 1-1 1H2.2a1 1 0 0 1-1-1V2.2a1 1 0 0 1 1-1z" }],
  "bar-tall": [{ d: "M4 .4h2a1 1 0 0 1 1 1v7.2a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V1.4a1 1 0 0 1 1-1z" }],
};
