import { expect, test } from "vitest";
import { hasSubtitle, lineHeights, textSizes } from "./text-scale.ts";

test("at full size words are as the design has them", () => {
  expect(textSizes(1)).toEqual({ title: 13, small: 11, group: 12 });
  expect(textSizes(2)).toEqual({ title: 13, small: 11, group: 12 });
});

test("zoomed out, words can be read for as long as a card has room for them", () => {
  for (const zoom of [0.57, 0.67, 0.8]) {
    expect(textSizes(zoom).title * zoom).toBeGreaterThan(11);
    expect(textSizes(zoom).small * zoom).toBeGreaterThan(8.5);
  }
  expect(textSizes(0.36)).toEqual({ title: 22, small: 16, group: 28 });
});

test("the words of a header stay clear of the card's edge at every zoom", () => {
  for (let zoom = 0.3; zoom <= 2; zoom += 0.01) {
    const lines = lineHeights(textSizes(zoom));
    const height = hasSubtitle(zoom) ? lines.title + lines.small : lines.title;
    expect((51 - height) / 2, `at ${zoom}`).toBeGreaterThanOrEqual(5);
  }
});
