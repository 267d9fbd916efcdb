import { expect, test } from "vitest";
import { cardOrder } from "./card-order.ts";

test("of two cards, one below the other, the upper one lies over the lower one, far away too", () => {
  for (const y of [-8000, -1200, 0, 40, 900, 8000]) expect(cardOrder(y), `at ${y}`).toBeGreaterThan(cardOrder(y + 150));
});

test("what hangs below cards stays below the buttons and values of edges, wherever it is", () => {
  for (const y of [-1e9, 0, 1e9]) {
    expect(cardOrder(y)).toBeGreaterThan(1);
    expect(cardOrder(y)).toBeLessThan(1000);
  }
});
