import { expect, test } from "vitest";
import { canResume } from "./can-resume.ts";

const run = { status: "failed", parentId: null, startedAt: "2026-01-01T00:00:00.000Z", resumedFrom: null } as const;

test("a run that failed or was cancelled is resumed; a part of a map goes with its run", () => {
  expect(canResume(run)).toBe(true);
  expect(canResume({ ...run, status: "cancelled" })).toBe(true);
  expect(canResume({ ...run, status: "succeeded" })).toBe(false);
  expect(canResume({ ...run, parentId: "p" })).toBe(false);
});

test("a run that never began has nothing to go on with, unless it had taken something over", () => {
  expect(canResume({ ...run, startedAt: null })).toBe(false);
  expect(canResume({ ...run, startedAt: null, resumedFrom: "r" })).toBe(true);
});
