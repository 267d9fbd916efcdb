import { expect, test } from "vitest";
import { formatCost, formatDuration, underCost } from "./format.ts";
import { formatAgo } from "./time-ago.tsx";
import { formatUntil } from "./until.tsx";

test("durations are as short as they can be", () => {
  const shown = [0.01, 0.42, 12.6, 999, 1240, 59_900, 125_000, 3_720_000].map(formatDuration);
  expect(shown).toEqual(["< 0.1 ms", "0.4 ms", "13 ms", "999 ms", "1.24 s", "59.9 s", "2 min 05 s", "1 h 02 min"]);
});

test("times past are told as one would say them", () => {
  const now = Date.UTC(2026, 5, 15, 12);
  const ago = [10, 120, 7200, 3 * 86_400].map((seconds) => formatAgo(now - seconds * 1000, now));
  expect(ago).toEqual(["just now", "2 min ago", "2 h ago", "3 d ago"]);
  expect(formatAgo(now - 30 * 86_400_000, now)).toBe("May 16");
});

test("a moment to come is told by the second when it is near, and with its date when it is not today", () => {
  const now = new Date(2026, 5, 15, 12, 0, 0);
  const inMs = (ms: number) => formatUntil(new Date(now.getTime() + ms), now);
  expect([inMs(90_000), inMs(3_600_000), inMs(86_400_000)]).toEqual(["12:01:30", "13:00", "Jun 16, 12:00"]);
});

test("under the heading “Cost” the word is not said twice", () => {
  expect([formatCost(null), formatCost(1.25), formatCost(0)].map(underCost)).toEqual(["unknown", "$1.25", "free"]);
});
