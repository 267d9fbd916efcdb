import { expect, test } from "vitest";
import { followView } from "./follow-view.ts";

const cardAt = (x: number, y: number) => ({ x, y, width: 248, height: 100 });
const pane = { width: 800, height: 400 };
const view = { x: 0, y: 0, zoom: 1 };

test("what is in view stays where it is", () => {
  expect(followView([], view, pane)).toBeUndefined();
  expect(followView([cardAt(0, 0), cardAt(500, 200)], view, pane)).toBeUndefined();
});

test("what runs beyond the edge comes to the middle, with room for its answer, at the same zoom", () => {
  expect(followView([cardAt(1000, 0)], view, pane)).toEqual({ x: 400 - 1124, y: 164 - 50, zoom: 1 });
  expect(followView([cardAt(2000, 0)], { ...view, zoom: 0.5 }, pane)).toEqual({
    x: 400 - 1062,
    y: 164 - 25,
    zoom: 0.5,
  });
  expect(followView([cardAt(0, 280)], view, pane), "its answer would be hidden").toBeDefined();
});

test("several that fit come into view together; of more than fit one is enough", () => {
  const two = followView([cardAt(1000, 0), cardAt(1400, 100)], view, pane);
  expect(two).toEqual({ x: 400 - 1324, y: 164 - 100, zoom: 1 });
  const many = [cardAt(2000, 0), cardAt(0, 0), cardAt(4000, 0)];
  expect(followView(many, view, pane), "one of them is in view").toBeUndefined();
  expect(followView([cardAt(2000, 0), cardAt(4000, 0)], view, pane)?.x).toBe(400 - 2124);
});
