import { statfs } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { diskSpaceOf } from "./disk-space.ts";

vi.mock("node:fs/promises", async (load) => {
  const real = await load<typeof import("node:fs/promises")>();
  return { ...real, statfs: vi.fn(real.statfs) };
});

test("a disk says how much of it is free, and nothing where there is none", async () => {
  const found = await diskSpaceOf(import.meta.dirname);
  expect(found?.totalBytes).toBeGreaterThan(found?.freeBytes ?? 0);
  expect(await diskSpaceOf("/no/such/folder")).toBeUndefined();
});

test("a disk that does not answer is not waited for, and not asked again meanwhile", async () => {
  const answer = Promise.withResolvers<Awaited<ReturnType<typeof statfs>>>();
  vi.mocked(statfs).mockClear().mockReturnValueOnce(answer.promise);
  expect(await diskSpaceOf("/away")).toBeUndefined();
  expect(await diskSpaceOf("/away")).toBeUndefined();
  expect(statfs).toHaveBeenCalledTimes(1);
  const there = await statfs(import.meta.dirname);
  answer.resolve(there);
  expect(await diskSpaceOf("/away")).toEqual({
    freeBytes: there.bsize * there.bavail,
    totalBytes: there.bsize * there.blocks,
  });
});
