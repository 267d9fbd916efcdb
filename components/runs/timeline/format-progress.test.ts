import { expect, test } from "vitest";
import { formatProgress, shortProgress } from "./format-progress.ts";

const of = (done: number, failed: number, total: number | null) => ({ nodeId: "a", working: 0, done, failed, total });

test("a number in a narrow place says what it counts, unless a share is clear by itself", () => {
  expect(shortProgress(of(1, 0, null), "steps")).toBe("1 call");
  expect(shortProgress(of(3, 0, null), "rounds")).toBe("3 rounds");
  expect(shortProgress(of(3, 1, 4), "items")).toBe("4 items · 1 failed");
  expect(shortProgress(of(37, 0, 1200), "items")).toBe("37/1,200");
});

test("where the whole is not known, the count has its noun if it is given", () => {
  expect(formatProgress(of(1, 0, null), "call")).toBe("1 call");
  expect(formatProgress(of(2, 1, null))).toBe("3, 1 failed");
  expect(formatProgress(of(3, 1, 4), "item")).toBe("4 of 4, 1 failed");
});
