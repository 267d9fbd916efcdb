import { expect, test } from "vitest";
import { filtersToSearch, noFilters, readFilters, toRunFilters } from "./history-filters.ts";

test("filters survive the way through the address", () => {
  const filters = {
    status: "failed",
    trigger: "api",
    pipeline: "0190-a",
    version: "3",
    period: "week",
    search: "a&b",
  } as const;
  const search = filtersToSearch(filters);
  expect(search).toBe("?status=failed&trigger=api&pipeline=0190-a&version=3&period=week&search=a%26b");
  expect(readFilters(Object.fromEntries(new URLSearchParams(search)))).toEqual(filters);
});

test("what an address has no sense in is passed over", () => {
  expect(readFilters({ status: "lost", pipeline: "../x", version: "-1", period: ["day", "week"], other: "x" })).toEqual(
    noFilters,
  );
  expect(filtersToSearch(noFilters)).toBe("");
});

test("the draft is version null, and a period begins at a full minute", () => {
  const now = Date.UTC(2026, 0, 2, 10, 30, 45);
  expect(toRunFilters({ ...noFilters, version: "draft", period: "day" }, now)).toEqual({
    version: null,
    from: "2026-01-01T10:30:00.000Z",
  });
});

test("rows of batches can be left out", () => {
  const filters = readFilters({ trigger: "single" });
  expect(filtersToSearch(filters)).toBe("?trigger=single");
  const { trigger } = toRunFilters(filters, 0);
  expect(trigger).toContain("manual");
  expect(trigger).not.toContain("batch");
});
