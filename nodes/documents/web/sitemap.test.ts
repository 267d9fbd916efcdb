import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { HttpFetch } from "../../../lib/http.ts";
import { loadRobots } from "./robots.ts";
import { listPages } from "./sitemap.ts";

const { signal } = new AbortController();
const site = "https://example.com";

/** A site that answers these files, and 404 for others. */
function serve(files: Record<string, string | Uint8Array<ArrayBuffer>>) {
  const asked: string[] = [];
  const fetch: HttpFetch = async (address) => {
    asked.push(new URL(address).pathname);
    const file = files[new URL(address).pathname];
    const data = typeof file === "string" ? new TextEncoder().encode(file) : (file ?? new Uint8Array());
    const body = new TextDecoder().decode(data);
    return { status: file === undefined ? 404 : 200, headers: new Headers(), body, data };
  };
  return { asked, web: { fetch, signal } };
}

const list = (web: ReturnType<typeof serve>["web"], most = 100) =>
  listPages({ address: `${site}/sitemap.xml`, most }, web);

test("an index that lists itself is read once, and addresses may be in CDATA and with entities", async () => {
  const inner = `<url><loc><![CDATA[ ${site}/a ]]></loc></url><url><loc>/b?x=1&amp;y=2</loc></url>`;
  const { asked, web } = serve({
    "/sitemap.xml": `<sitemapindex><sitemap><loc>${site}/sitemap.xml</loc></sitemap><sitemap><loc>/m.xml</loc></sitemap></sitemapindex>`,
    "/m.xml": `<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">${inner.replaceAll(/<(\/?)(url|loc)>/g, "<$1s:$2>")}</s:urlset>`,
  });
  expect(await list(web)).toEqual([`${site}/a`, `${site}/b?x=1&y=2`]);
  expect(asked).toEqual(["/sitemap.xml", "/m.xml"]);
});

test.each([
  [
    "RSS",
    `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>${site}/</link><atom:link href="${site}/feed" rel="self"/><item><title>A</title><link>${site}/a</link><atom:link href="x"/></item><item><link><![CDATA[/b?x=1&y=2]]></link><guid>no</guid></item></channel></rss>`,
  ],
  [
    "RSS 1.0",
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><link>${site}/</link></channel><item rdf:about="x"><link>${site}/a</link></item><item><link>/b?x=1&amp;y=2</link></item></rdf:RDF>`,
  ],
  [
    "Atom",
    `<feed xmlns="http://www.w3.org/2005/Atom"><link href="${site}/"/><entry><title>A</title><link rel="edit" href="/edit"/><link href="${site}/a"/></entry><entry><link rel="alternate" type="text/html" href="/b?x=1&amp;y=2"></link><link rel="replies" href="/r"/><author><link href="/no"/></author></entry></feed>`,
  ],
])("the entries of a feed are pages: %s", async (_, feed) => {
  const { web } = serve({ "/sitemap.xml": `<?xml version="1.0"?>\n${feed}` });
  expect(await list(web)).toEqual([`${site}/a`, `${site}/b?x=1&y=2`]);
});

test("a sitemap that ends in the middle is not taken for a shorter one", async () => {
  const { web } = serve({ "/sitemap.xml": `<urlset><url><loc>/a</loc></url><url><lo` });
  await expect(list(web)).rejects.toThrow("https://example.com/sitemap.xml ends in the middle. Try again later.");
  const sloppy = serve({ "/sitemap.xml": "<urlset><url><loc>/a</loc><url><loc>/b</loc></urlset>" });
  expect(await list(sloppy.web)).toEqual([`${site}/a`, `${site}/b`]);
});

test("addresses that are very long or hold a password are left out", async () => {
  const addresses = [`/${"a".repeat(3000)}`, "https://ada:secret@example.com/x", "/good", `/${"b".repeat(50_000)}`];
  const urls = addresses.map((address) => `<url><loc>${address}</loc></url>`);
  const { web } = serve({ "/sitemap.xml": `<urlset>${urls.join("")}</urlset>` });
  expect(await list(web)).toEqual([`${site}/good`]);
});

test("of a packed file that unpacks to millions of entries the first ones are read, and damaged ones are refused", async () => {
  const many = gzipSync(`<urlset>${"<url><loc>/a</loc></url>".repeat(1_000_000)}</urlset>`);
  expect(await list(serve({ "/sitemap.xml": new Uint8Array(many) }).web)).toEqual([`${site}/a`]);
  const deep = gzipSync(`<urlset><url><loc>/a</loc></url>${"<a>".repeat(1_000_000)}`);
  await expect(list(serve({ "/sitemap.xml": new Uint8Array(deep) }).web)).rejects.toThrow(/is not a sitemap/);
  const large = gzipSync(new Uint8Array(51_000_000));
  await expect(list(serve({ "/sitemap.xml": new Uint8Array(large) }).web)).rejects.toThrow(
    /unpacks to more than 50 MB/,
  );
  const picture = gzipSync(new Uint8Array(1000));
  await expect(list(serve({ "/sitemap.xml": new Uint8Array(picture) }).web)).rejects.toThrow(/is not a sitemap/);
});

test("a robots.txt that is a page allows everything; one with rules that take seconds to match is not followed", async () => {
  const html = serve({ "/robots.txt": "<!doctype html>\n<p>Disallow: /</p>" });
  expect((await loadRobots(site, html.web, 0)).allows(`${site}/a`)).toBe(true);
  const rules = `User-agent: *\n${`Disallow: /${"*a".repeat(900)}*b\n`.repeat(270)}`;
  await expect(loadRobots(site, serve({ "/robots.txt": rules }).web, 0)).rejects.toMatchObject({ code: "too_large" });
});
