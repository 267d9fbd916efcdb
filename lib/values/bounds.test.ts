import { expect, test } from "vitest";
import { EventId, NumberCursor, Revision, TimeCursor, timestampOf, VersionNumber } from "./bounds.ts";

test("a number that no column holds is refused", () => {
  for (const schema of [VersionNumber, Revision]) {
    expect(schema.safeParse(2_147_483_647).success).toBe(true);
    expect(schema.safeParse(2_147_483_648).success).toBe(false);
  }
  for (const schema of [NumberCursor, EventId]) {
    expect(schema.safeParse("999999999").success).toBe(true);
    expect(schema.safeParse("4294967295").success).toBe(false);
  }
});

test("a cursor is one that a page gave", () => {
  expect(TimeCursor.safeParse(`${new Date().toISOString()}_01a225b6-dcba-73ea-a498-3a4ebbd656f6`).success).toBe(true);
  for (const cursor of [
    "",
    "x",
    "0000-01-01T00:00:00.000Z_x",
    "2026-13-01T00:00:00.000Z_x",
    "2026-01-01T00:00:00.000Z_",
  ])
    expect(TimeCursor.safeParse(cursor).success, cursor).toBe(false);
});

test("a time beyond those of the database is before or after all of them", () => {
  expect(timestampOf("0000-02-29T00:00:00Z")).toBe("-infinity");
  expect(timestampOf("9999-12-31T23:59:59-23:59")).toBe("infinity");
  expect(timestampOf("2026-01-01T00:00:00+23:59")).toBe("2025-12-31T00:01:00.000Z");
  expect(timestampOf("2026-02-31T00:00:00.000Z")).toBe("2026-03-03T00:00:00.000Z");
});
