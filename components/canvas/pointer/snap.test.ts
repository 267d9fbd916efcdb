import { expect, test } from "vitest";
import { around, snap } from "./snap.ts";

const other = { x: 300, y: 100, width: 248, height: 100 };

test("a box near another's edge moves onto it, and the line reaches over both", () => {
  const { by, guides } = snap({ x: 0, y: 104, width: 248, height: 60 }, [other], 6);
  expect(by).toEqual({ x: 0, y: -4 });
  expect(guides).toEqual([{ axis: "y", at: 100, from: 0, to: 548 }]);
});

test("middles attract too, the nearest line wins, and far boxes attract nothing", () => {
  const box = { x: 305, y: 400, width: 240, height: 60 };
  expect(snap(box, [other], 6).by).toEqual({ x: -1, y: 0 });
  expect(snap({ ...box, x: 700 }, [other], 6)).toEqual({ by: { x: 0, y: 0 }, guides: [] });
});

test("several boxes are dragged as the one around them", () => {
  expect(around([other, { x: 0, y: 0, width: 10, height: 10 }])).toEqual({ x: 0, y: 0, width: 548, height: 200 });
});
