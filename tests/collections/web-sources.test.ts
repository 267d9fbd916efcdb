import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { startWebSources } from "../../collections/web/worker.ts";
import { loopbackFetch } from "../helpers/node.ts";
import { type HttpPeer, httpPeer } from "../helpers/peers/http-peer.ts";
import { hashedWords } from "./hashed-words.ts";
import { type Bench, openBench } from "./open.ts";

const { signal } = new AbortController();

type Site = HttpPeer & { pages: Map<string, string>; robots: string; slow: Set<string>; asked(path: string): number };

/** A site with ETags whose pages and rules a test changes. */
async function openSite(names: readonly string[]): Promise<Site> {
  const pages = new Map(names.map((name) => [`/${name}`, `Text of ${name}.`]));
  const rules = { pages, robots: "", slow: new Set<string>() };
  const peer = await httpPeer(async ({ path, headers }, response) => {
    if (path === "/robots.txt" && rules.robots !== "") return void response.end(rules.robots);
    if (path === "/sitemap.xml") {
      const urls = [...pages.keys()].map((page) => `<url><loc>${page}</loc></url>`).join("");
      return void response.writeHead(200, { "content-type": "application/xml" }).end(`<urlset>${urls}</urlset>`);
    }
    const text = pages.get(path);
    if (text === undefined || text === "gone") return void response.writeHead(404).end("No such page");
    if (text === "broken") return void response.writeHead(200, { "content-type": "image/png" }).end("x");
    const etag = `"${Buffer.from(text).toString("base64url")}"`;
    if (headers["if-none-match"] === etag) return void response.writeHead(304).end();
    if (rules.slow.has(path)) await new Promise((resolve) => response.once("close", resolve));
    response.writeHead(200, { "content-type": "text/html", etag });
    response.end(`<title>About ${path}</title><h1>${path}</h1><p>${text}</p>`);
  });
  const asked = (path: string) => peer.requests.filter((request) => request.path === path).length;
  return Object.assign(rules, peer, { asked });
}

async function openSources(site: Site) {
  const bench = await openBench();
  const { id } = await bench.collections.create({ name: "Site" });
  const { web } = bench.collections;
  const address = `${site.url}/sitemap.xml`;
  return {
    ...bench,
    id,
    add: (more: object = {}) => web.add(id, { kind: "sitemap", address, ...more }),
    documents: async () => {
      const found = await bench.collections.documents(id);
      return found.map(({ name, status }) => `${name.slice(site.url.length)} ${status}`).toSorted();
    },
    done: () => refreshed(bench, id),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

async function workers(bench: Bench) {
  const deps = { ...bench.db, ...bench, pollMs: 50 };
  const web = await startWebSources({ ...deps, fetch: loopbackFetch, pauseMs: 0, leaseSeconds: 3 });
  const documents = await startDocumentIngestion({ ...deps, embed: hashedWords });
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([web.close(), documents.close()]);
    },
  };
}

/** The only source, when its refresh and its documents are done. */
async function refreshed({ collections }: Bench, id: string) {
  await expect.poll(async () => (await collections.web.list(id))[0]!.isRefreshing, { timeout: 20_000 }).toBe(false);
  const isReady = async () => (await collections.documents(id)).every(({ status }) => status === "ready");
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  return (await collections.web.list(id))[0]!;
}

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
  await expect.poll(() => site.asked("/two"), { timeout: 20_000 }).toBe(1);
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
