import { expect, test } from "vitest";
import { countOf, formatCost, formatDay, formatDuration, formatTime, inSentence, underCost } from "./format.ts";
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
  expect(formatAgo(now - 30 * 86_400_000, now)).toBe("16 May");
});

test("a moment to come is told by the second when it is near, and with its date when it is not today", () => {
  const now = new Date(2026, 5, 15, 12, 0, 0);
  const inMs = (ms: number) => formatUntil(new Date(now.getTime() + ms), now);
  expect([inMs(90_000), inMs(3_600_000), inMs(86_400_000)]).toEqual(["12:01:30", "13:00", "16 Jun, 12:00"]);
});

test("under the heading “Cost” the word is not said twice", () => {
  expect([formatCost(null), formatCost(1.25), formatCost(0)].map(underCost)).toEqual(["unknown", "$1.25", "free"]);
});

test("one is told apart from many, and large numbers have groups", () => {
  expect([countOf(0, "run"), countOf(1, "run"), countOf(12_408, "run")]).toEqual(["0 runs", "1 run", "12,408 runs"]);
  expect([countOf(1, "search", "searches"), countOf(2, "search", "searches")]).toEqual(["1 search", "2 searches"]);
});

test("dates have the day first, and times 24 hours", () => {
  const now = new Date(2026, 5, 15, 12);
  expect([formatDay(new Date(2026, 4, 6), now), formatDay(new Date(2025, 11, 31), now)]).toEqual([
    "6 May",
    "31 Dec 2025",
  ]);
  expect(formatTime(new Date(2026, 4, 6, 15, 4, 5).toISOString())).toBe("6 May 2026, 15:04:05");
});

test("a title inside a sentence begins small, unless it is capitals", () => {
  expect(["Share link", "API key", "JSON", "Text"].map(inSentence)).toEqual(["share link", "API key", "JSON", "text"]);
});
