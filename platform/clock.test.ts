import { expect, test } from "vitest";
import { clockAhead } from "./clock.ts";

test("a clock that goes right is told from one that is ahead or behind, whatever the answer took", () => {
  expect(clockAhead({ sentAt: 1000, now: 1010, answeredAt: 1030 })).toBe(0);
  expect(clockAhead({ sentAt: 61_000, now: 1010, answeredAt: 61_020 })).toBe(60_000);
  expect(clockAhead({ sentAt: 1000, now: 8010, answeredAt: 1020 })).toBe(-7000);
});

test("an answer that took too long, or over which the clock was set, says nothing", () => {
  expect(clockAhead({ sentAt: 1000, now: 1000, answeredAt: 2001 })).toBeUndefined();
  expect(clockAhead({ sentAt: 1000, now: 1000, answeredAt: 999 })).toBeUndefined();
});
