import { expect, test } from "vitest";
import { besidePoint } from "./beside-point.ts";

const box = { width: 300, height: 100 };
const frame = { width: 1000, height: 600 };

test("a box stands below its point, in the middle", () => {
  expect(besidePoint({ x: 500, y: 200 }, box, frame)).toEqual({ left: 350, top: 222 });
});

test("at an edge of the frame it is moved in, so that no word is cut off", () => {
  expect(besidePoint({ x: 20, y: 200 }, box, frame)).toEqual({ left: 8, top: 222 });
  expect(besidePoint({ x: 990, y: 200 }, box, frame)).toEqual({ left: 692, top: 222 });
});

test("without room below it stands above, and below where there is room for neither", () => {
  expect(besidePoint({ x: 500, y: 550 }, box, frame)).toEqual({ left: 350, top: 428 });
  expect(besidePoint({ x: 500, y: 60 }, box, { width: 1000, height: 120 })).toEqual({ left: 350, top: 82 });
});

test("in a frame that is narrower than the box, its beginning is seen", () => {
  expect(besidePoint({ x: 100, y: 200 }, box, { width: 200, height: 600 }).left).toBe(8);
});
