import { expect, test } from "vitest";
import { formatQuota, limitsOf, Quotas } from "./quotas.ts";

test("only quotas that limit something are limits, 0 among them", () => {
  expect(limitsOf({})).toEqual({});
  expect(limitsOf({ runsPerDay: null, members: 0, pipelines: 5 })).toEqual({ members: 0, pipelines: 5 });
});

test("a quota is a whole number of 0 or more, or none", () => {
  for (const bad of [-1, 0.5, "5", Number.NaN, 1e12]) expect(Quotas.safeParse({ runsPerDay: bad }).success).toBe(false);
  for (const good of [0, 5, null]) expect(Quotas.safeParse({ runsPerDay: good }).success).toBe(true);
  expect(Quotas.safeParse({ tables: 1 }).success).toBe(false);
});

test("bytes read in powers of 1,000, and never as more than they are", () => {
  const cases: [bytes: number, text: string][] = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [1_550_000, "1.5 MB"],
    [999_999_999, "999.9 MB"],
    [1_000_000_000, "1 GB"],
    [25_000_000_000_000, "25 TB"],
  ];
  for (const [bytes, text] of cases) expect(formatQuota("storageBytes", bytes)).toBe(text);
  expect(formatQuota("runsPerDay", 12_000)).toBe("12,000");
});
