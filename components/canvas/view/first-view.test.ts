import { expect, test } from "vitest";
import { firstView, startOf } from "./first-view.ts";

const cardAt = (x: number, y: number) => ({ x, y, width: 248, height: 108 });
const chain = (count: number) => Array.from({ length: count }, (_, index) => cardAt(index * 344, 0));
const view = (boxes: ReturnType<typeof cardAt>[], width: number, height: number) =>
  firstView(boxes, startOf(boxes), { width, height });
const onScreen = ({ x, y, zoom }: ReturnType<typeof firstView>, box: { x: number; y: number }) => ({
  x: box.x * zoom + x,
  y: box.y * zoom + y,
});

test("what fits legibly is shown whole, and never larger than life", () => {
  expect(view(chain(1), 1200, 800).zoom).toBe(1);
  const three = view(chain(3), 1200, 800);
  expect(onScreen(three, { x: 0, y: 0 }).x).toBeGreaterThan(0);
  expect(onScreen(three, { x: 2 * 344 + 248, y: 0 }).x).toBeLessThan(1200);
});

test("what would be too small is shown from its beginning, at a zoom at which it can be read", () => {
  for (const [width, height] of [
    [1200, 850],
    [784, 720],
    [390, 700],
  ] as const) {
    const shown = view(chain(6), width, height);
    expect(shown.zoom).toBe(0.75);
    const first = onScreen(shown, { x: 0, y: 54 });
    expect(first.x).toBe(32);
    expect(first.y, "a chain lies in the middle").toBeCloseTo(height / 2);
  }
});

test("of a pipeline taller than the canvas the card that it begins at is in view, and no emptiness above it", () => {
  const grid = Array.from({ length: 200 }, (_, index) =>
    cardAt(344 + Math.floor(index / 20) * 344, (index % 20) * 200),
  );
  const middle = view([...grid, cardAt(0, 2000)], 1200, 850);
  expect(onScreen(middle, { x: 0, y: 2054 })).toEqual({ x: 32, y: 425 });
  const top = view([...grid, cardAt(0, 0)], 1200, 850);
  expect(onScreen(top, { x: 0, y: 0 })).toEqual({ x: 32, y: 48 });
  const bottom = view([...grid, cardAt(0, 3800)], 1200, 850);
  expect(onScreen(bottom, { x: 0, y: 3908 })).toEqual({ x: 32, y: 802 });
});

test("a note before the first card is shown with it, unless it would push it out of the view", () => {
  const near = [...chain(9), cardAt(-300, 0)];
  expect(onScreen(firstView(near, cardAt(0, 0), { width: 1200, height: 850 }), { x: -300, y: 0 }).x).toBe(32);
  const far = [...chain(9), cardAt(-3000, 0)];
  expect(onScreen(firstView(far, cardAt(0, 0), { width: 1200, height: 850 }), { x: 0, y: 0 }).x).toBe(32);
});
