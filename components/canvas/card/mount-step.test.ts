import { expect, test } from "vitest";
import { mountStep } from "./mount-step.ts";

const things = Array.from({ length: 40 }, (_, index) => ({
  id: `n${index}`,
  position: { x: index * 100, y: 0 },
  width: 80,
  height: 50,
}));
const view = { transform: [0, 0, 1] as [number, number, number], width: 1000, height: 500 };

test("what comes into view is mounted a few at a time until all of it is", () => {
  let mounted: ReadonlySet<string> = new Set();
  const sizes: number[] = [];
  for (let waiting = 1; waiting > 0; ) {
    ({ mounted, waiting } = mountStep(things, { mounted, view, budget: 4 }));
    sizes.push(mounted.size);
  }
  expect(sizes).toEqual([4, 8, 10]);
});

test("nothing new gives the same set, so that nothing renders", () => {
  const { mounted } = mountStep(things, { mounted: new Set(), view, budget: 100 });
  expect(mountStep(things, { mounted, view, budget: 100 }).mounted).toBe(mounted);
});

test("what is a little out of view stays, what is far out of it goes", () => {
  const { mounted } = mountStep(things, { mounted: new Set(), view, budget: 100 });
  const later = mountStep(things, { mounted, view: { ...view, transform: [-800, 0, 1] }, budget: 0 });
  expect([...later.mounted]).toEqual(["n4", "n5", "n6", "n7", "n8", "n9"]);
  expect(later.waiting).toBe(8);
});
