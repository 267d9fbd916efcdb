/** A workspace whose storage is full: what runs and web sources add says so, and what is there stays. */
import { expect, test } from "vitest";
import { setQuotas } from "../../platform/quotas/quotas.ts";
import { openBench } from "./open.ts";
import { openSite, openSources, workers } from "./web/web-site.ts";

const { signal } = new AbortController();
const facts = (text: string) => [{ text, metadata: { source: "facts" } }];

test("what a run adds counts by its text, once however often the step is tried", async () => {
  await using bench = await openBench();
  const { collections, db } = bench;
  const { id } = await collections.create({ name: "Facts" });
  await setQuotas(db, "w1", { storageBytes: 20 });
  const add = (text: string, idempotencyKey: string) => collections.add(id, facts(text), { idempotencyKey, signal });
  expect(await add("fifteen letters", "run 1")).toBe(1);
  expect(await add("fifteen letters", "run 1"), "the same step again").toBe(1);
  await expect(add("fifteen others!", "run 2")).rejects.toMatchObject({
    code: "over_quota",
    userMessage: expect.stringContaining("(15 bytes of 20 bytes used, and this takes 15 bytes)"),
  });
  expect(await collections.documents(id)).toHaveLength(1);
});

test("a page of a web source that has no room is listed with the reason, and is read at a later refresh", async () => {
  await using site = await openSite(["one"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  await setQuotas(bench.db, "w1", { storageBytes: 0 });
  const { id: sourceId } = await bench.add();
  expect(await bench.done()).toMatchObject({ pages: { failed: 1, added: 0 } });
  const pages = await bench.db.prisma.webPage.findMany();
  expect(pages[0]?.error).toContain("quota of storage");
  await setQuotas(bench.db, "w1", {});
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  expect(await bench.done()).toMatchObject({ pages: { failed: 0, added: 1 } });
});
