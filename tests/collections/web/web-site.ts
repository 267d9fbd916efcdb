/** Sites of the web that a test changes, and collections that have them as sources. */
import { expect } from "vitest";
import { startDocumentIngestion } from "../../../collections/ingest/documents.ts";
import { startWebSources } from "../../../collections/web/worker.ts";
import { loopbackFetch } from "../../helpers/node.ts";
import { type HttpPeer, httpPeer } from "../../helpers/peers/http-peer.ts";
import { hashedWords } from "../hashed-words.ts";
import { type Bench, openBench } from "../open.ts";

export type Site = HttpPeer & {
  redirects: Map<string, string>;
  pages: Map<string, string>;
  robots: string;
  slow: Set<string>;
  asked(path: string): number;
};

/** A site with ETags whose pages and rules a test changes. */
export async function openSite(names: readonly string[]): Promise<Site> {
  const pages = new Map(names.map((name) => [`/${name}`, `Text of ${name}.`]));
  const redirects = new Map<string, string>();
  const rules = { pages, redirects, robots: "", slow: new Set<string>() };
  const peer = await httpPeer(async ({ path, headers }, response) => {
    if (path === "/robots.txt" && rules.robots !== "") return void response.end(rules.robots);
    if (path === "/sitemap.xml") {
      const urls = [...pages.keys()].map((page) => `<url><loc>${page}</loc></url>`).join("");
      return void response.writeHead(200, { "content-type": "application/xml" }).end(`<urlset>${urls}</urlset>`);
    }
    const target = redirects.get(path);
    if (target !== undefined) return void response.writeHead(302, { location: target }).end();
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

export async function openSources(site: Site) {
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

export async function startedWeb(bench: Bench) {
  const deps = { ...bench.db, ...bench, pollMs: 50 };
  const web = await startWebSources({ ...deps, fetch: loopbackFetch, pauseMs: 0, leaseSeconds: 3 });
  return { ...web, [Symbol.asyncDispose]: () => web.close() };
}

export async function workers(bench: Bench) {
  const deps = { ...bench.db, ...bench, pollMs: 50 };
  const web = await startedWeb(bench);
  const documents = await startDocumentIngestion({ ...deps, embed: hashedWords });
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([web.close(), documents.close()]);
    },
  };
}

/** The only source, when its refresh and its documents are done. */
async function refreshed({ collections }: Bench, id: string) {
  await expect.poll(async () => (await collections.web.list(id))[0]!.isRefreshing).toBe(false);
  const isReady = async () => (await collections.documents(id)).every(({ status }) => status === "ready");
  await expect.poll(isReady).toBe(true);
  return (await collections.web.list(id))[0]!;
}
