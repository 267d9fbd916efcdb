import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { openBench } from "../open.ts";
import { openSite, openSources, startedWeb, workers } from "./web-site.ts";

const { signal } = new AbortController();

test("the pages of a sitemap become documents that are found by their text, with title and address", async () => {
  await using site = await openSite(["one", "two", "docs/three"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  await bench.add();
  const source = await bench.done();
  expect(source).toMatchObject({ error: null, nextAt: null, pages: { added: 3, failed: 0, waiting: 0 } });
  expect(await bench.documents()).toEqual(["/docs/three ready", "/one ready", "/two ready"]);
  const [found] = await bench.collections.search(bench.id, { text: "Text of two", limit: 1, mode: "hybrid" }, signal);
  expect(found).toMatchObject({
    text: expect.stringContaining("Text of two."),
    metadata: { source: `${site.url}/two`, title: "About /two" },
  });
});

test("a refresh skips what has not changed, replaces what has, and removes what is gone", async () => {
  await using site = await openSite(["same", "changed", "unlisted", "missing"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { id: sourceId } = await bench.add();
  await bench.done();
  const before = await bench.collections.documents(bench.id);
  site.pages.set("/changed", "Another text.");
  site.pages.set("/missing", "gone");
  site.pages.delete("/unlisted");
  site.pages.set("/new", "A new text.");
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  const source = await bench.done();
  expect(source.pages).toMatchObject({ unchanged: 1, changed: 1, added: 1, gone: 1 });
  await expect.poll(bench.documents).toEqual(["/changed ready", "/new ready", "/same ready"]);
  const after = await bench.collections.documents(bench.id);
  const idOf = (documents: typeof after, name: string) => documents.find((one) => one.name.endsWith(name))?.id;
  expect(idOf(after, "/same")).toBe(idOf(before, "/same"));
  expect(idOf(after, "/changed")).not.toBe(idOf(before, "/changed"));
  const texts = await bench.collections.search(bench.id, { text: "text", limit: 10, mode: "text" }, signal);
  expect(texts.map(({ text }) => text).join()).not.toContain("Text of changed");
});

test("a page that is gone keeps its document when that is set", async () => {
  await using site = await openSite(["one", "two"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { id: sourceId } = await bench.add({ whenGone: "keep" });
  await bench.done();
  site.pages.delete("/two");
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  expect(await bench.done()).toMatchObject({ pages: { unchanged: 1, gone: 1 } });
  expect(await bench.documents()).toEqual(["/one ready", "/two ready"]);
});

test("patterns choose pages, robots.txt is obeyed, and each page that fails says why", async () => {
  await using site = await openSite(["docs/a", "docs/old/b", "docs/secret", "docs/broken", "blog/c"]);
  site.pages.set("/docs/broken", "broken");
  site.robots = "User-agent: Patchbay\nDisallow: /docs/secret\n";
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { id: sourceId } = await bench.add({ include: ["/docs/*"], exclude: ["*/old/*"] });
  expect(await bench.done()).toMatchObject({ pages: { added: 1, failed: 2 } });
  expect(await bench.documents()).toEqual(["/docs/a ready"]);
  expect(["/docs/secret", "/docs/old/b", "/blog/c"].map(site.asked)).toEqual([0, 0, 0]);
  const pages = await bench.collections.web.pages({ collectionId: bench.id, sourceId }, { from: 0, limit: 10 });
  expect(pages.map(({ error }) => error)).toEqual([
    expect.stringMatching(/robots\.txt of 127\.0\.0\.1:\d+ does not allow/),
    expect.stringMatching(/is image\/png, which is not read as a document/),
    null,
  ]);
  expect(site.requests.every(({ headers }) => headers["user-agent"] === "Patchbay")).toBe(true);
});

test("what is no sitemap fails with a sentence and removes nothing", async () => {
  await using site = await openSite(["one"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { id: sourceId } = await bench.add({ everyHours: 24 });
  const first = await bench.done();
  expect(new Date(first.nextAt ?? 0).getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  site.pages.clear();
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  const after = await bench.done();
  expect(after.error).toMatch(/lists no page of its own site/);
  expect(after.nextAt).not.toBeNull();
  expect(await bench.documents()).toEqual(["/one ready"]);
});

test("a worker that is killed between two pages is followed by one that goes on", async () => {
  await using site = await openSite(["one", "two", "three"]);
  site.slow.add("/two");
  await using bench = await openSources(site);
  await bench.add();
  const child = fork(new URL("./web-sources-child.ts", import.meta.url), {
    env: { ...process.env, DATABASE_URL: bench.db.url },
    execArgv: ["--no-warnings"],
  });
  await expect.poll(() => site.asked("/two")).toBe(1);
  expect(await bench.collections.web.list(bench.id)).toMatchObject([{ pages: { added: 1, waiting: 2 } }]);
  await kill(child);
  site.slow.clear();
  await using _ = await workers(bench);
  expect(await bench.done()).toMatchObject({ pages: { added: 3 } });
  expect(await bench.documents()).toEqual(["/one ready", "/three ready", "/two ready"]);
  expect([site.asked("/sitemap.xml"), site.asked("/one")], "what was done is not done again").toEqual([1, 1]);
});

test("a source goes with its documents, but not with those of another source", async () => {
  await using site = await openSite(["one", "two"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { web } = bench.collections;
  const { id: sourceId } = await bench.add();
  await bench.done();
  await web.add(bench.id, { kind: "page", address: `${site.url}/two#top` });
  await expect.poll(async () => (await web.list(bench.id)).every((one) => !one.isRefreshing)).toBe(true);
  await web.delete({ collectionId: bench.id, sourceId });
  expect((await web.list(bench.id)).map(({ kind }) => kind)).toEqual(["page"]);
  await expect.poll(bench.documents).toEqual(["/two ready"]);
});

test("fields and chunk size that people have set stay when the page changes", async () => {
  await using site = await openSite(["one"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { id: sourceId } = await bench.add();
  await bench.done();
  const [before] = await bench.collections.documents(bench.id);
  const at = { collectionId: bench.id, documentId: before!.id };
  await bench.collections.setMetadata(at, { year: 2027 });
  await bench.collections.reindex(at, { chunkSize: 400 });
  await bench.done();
  site.pages.set("/one", "Another text.");
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  expect(await bench.done()).toMatchObject({ pages: { changed: 1 } });
  const after = await bench.collections.documents(bench.id);
  expect(after).toMatchObject([{ metadata: { year: 2027 }, chunkSize: 400 }]);
  expect(after[0]!.id).not.toBe(before!.id);
});

test("a page whose new text could not be taken in is read again, and leaves one document that failed", async () => {
  await using site = await openSite(["one"]);
  await using bench = await openSources(site);
  const { id: sourceId } = await bench.add();
  {
    await using _ = await workers(bench);
    await bench.done();
  }
  await using __ = await startedWeb(bench);
  const fail = { status: "failed", error: "The budget is used up." };
  const refreshAndFail = async () => {
    await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
    await expect.poll(async () => (await bench.collections.web.list(bench.id))[0]!.isRefreshing).toBe(false);
    await bench.db.prisma.document.updateMany({ where: { status: "queued" }, data: fail });
  };
  site.pages.set("/one", "Another text.");
  for (let times = 0; times < 3; times += 1) await refreshAndFail();
  await expect.poll(bench.documents).toEqual(["/one failed", "/one ready"]);
  await using ___ = await workers(bench);
  await bench.collections.web.refresh({ collectionId: bench.id, sourceId });
  await bench.done();
  await expect.poll(bench.documents).toEqual(["/one ready"]);
  const [found] = await bench.collections.search(bench.id, { text: "text", limit: 1, mode: "text" }, signal);
  expect(found?.text).toContain("Another text.");
});

test("a page that two sources list is taken in once", async () => {
  await using site = await openSite(["one", "two"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  await bench.add();
  await bench.done();
  const before = await bench.collections.documents(bench.id);
  const { web } = bench.collections;
  await web.add(bench.id, { kind: "page", address: `${site.url}/two#top` });
  await expect.poll(async () => (await web.list(bench.id)).every((one) => !one.isRefreshing)).toBe(true);
  const pages = (await web.list(bench.id)).map((one) => one.pages);
  expect(pages).toMatchObject([{ added: 2 }, { unchanged: 1 }]);
  const ids = (documents: typeof before) => documents.map(({ id }) => id).toSorted();
  expect(ids(await bench.collections.documents(bench.id))).toEqual(ids(before));
});

test("a source that is to be asked again in a day is not waited for so long", async () => {
  await using site = await httpPeer((_, response) => void response.writeHead(503, { "retry-after": "86400" }).end());
  await using bench = await openBench();
  const { id } = await bench.collections.create({ name: "Site" });
  await using _ = await startedWeb(bench);
  const { id: sourceId } = await bench.collections.web.add(id, { kind: "sitemap", address: `${site.url}/sitemap.xml` });
  const find = () => bench.db.prisma.webSource.findUniqueOrThrow({ where: { id: sourceId } });
  await expect.poll(async () => (await find()).leaseUntil?.getTime()).toBeGreaterThan(Date.now() + 20_000);
  expect((await find()).leaseUntil!.getTime()).toBeLessThan(Date.now() + 120_000);
});

test("an address is in a collection once, and other workspaces find nothing", async () => {
  await using site = await openSite(["one"]);
  await using bench = await openSources(site);
  const { id: sourceId } = await bench.add();
  await expect(bench.add()).rejects.toMatchObject({ code: "conflict" });
  const at = { collectionId: bench.id, sourceId };
  await expect(bench.others.web.list(bench.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(bench.others.web.refresh(at)).rejects.toMatchObject({ code: "not_found" });
  await expect(bench.others.web.delete(at)).rejects.toMatchObject({ code: "not_found" });
});

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
