import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { makeWorkbook } from "../../../tests/collections/make-workbook.ts";
import { loopbackFetch, runNode } from "../../../tests/helpers/node.ts";
import { httpPeer, type PeerRequest } from "../../../tests/helpers/peers/http-peer.ts";
import { loadDocuments } from "../../types/data/load-documents.ts";

const page = (name: string) =>
  `<html><head><title>${name} &amp; more</title></head><body><nav>Menu</nav><h1>${name}</h1><p>Text of ${name}.</p></body></html>`;

/** A site whose sitemap is an index of two: one packed, one of pages that are not all there. */
function site() {
  return httpPeer(({ path, headers: { host } }: PeerRequest, response) => {
    const at = (name: string) => `http://${host}/${name}`;
    const list = (name: string, inner: string) =>
      `<?xml version="1.0"?><${name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${inner}</${name}>`;
    const url = (address: string) => `<url><loc> ${address} </loc><lastmod>2026-01-01</lastmod></url>`;
    const xml = { "content-type": "application/xml" };
    if (path === "/sitemap.xml") {
      const maps = ["a.xml.gz", "b.xml"].map((name) => `<sitemap><loc>${at(name)}</loc></sitemap>`);
      response.writeHead(200, xml).end(list("sitemapindex", maps.join("")));
    } else if (path === "/a.xml.gz") {
      response.writeHead(200, { "content-type": "application/gzip" });
      response.end(gzipSync(list("urlset", [at("one"), at("two"), at("one")].map(url).join(""))));
    } else if (path === "/b.xml") {
      const elsewhere = "http://169.254.169.254/latest";
      response.writeHead(200, xml).end(list("urlset", [at("gone"), elsewhere, at("three")].map(url).join("")));
    } else if (path === "/gone") response.writeHead(404).end("No such page");
    else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(path.slice(1)));
  });
}

describe("a page of the web", () => {
  test("its text is a document with its title, and its address as the source", async () => {
    await using peer = await site();
    const { outputs } = await runNode(loadDocuments, { inputs: { url: ` ${peer.url}/help#top` } });
    expect(outputs).toEqual({
      documents: [
        {
          text: expect.stringMatching(/help\n\nText of help\.$/),
          metadata: { source: `${peer.url}/help`, title: "help & more" },
        },
      ],
    });
    expect(JSON.stringify(outputs)).not.toContain("Menu");
  });

  test("the charset that the server names counts, and a file is read by its type", async () => {
    await using peer = await httpPeer(({ path }, response) => {
      if (path === "/old") {
        response.writeHead(200, { "content-type": "text/html; charset=windows-1252" });
        return void response.end(Buffer.from("<p>Caf\xe9</p>", "latin1"));
      }
      response.writeHead(200, { "content-type": "text/csv" }).end("name,units\nLamp,7\n");
    });
    const load = async (path: string) =>
      (await runNode(loadDocuments, { inputs: { url: `${peer.url}${path}` } })).outputs;
    expect(await load("/old")).toMatchObject({ documents: [{ text: "Café" }] });
    expect(await load("/list")).toMatchObject({ documents: [{ text: "name: Lamp\nunits: 7" }] });
  });

  test("a file without an ending in its address is read by its type, also where a charset is named that it has none of", async () => {
    const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; charset=UTF-8";
    const files: Record<string, [type: string, data: string | Uint8Array]> = {
      "/sheet": [workbook, makeWorkbook([{ name: "Sheet1", rows: [["Größe"], ["7"]] }])],
      "/letter": ["application/rtf; charset=utf-8", Buffer.from("{\\rtf1\\ansi Gr\xfc\xdfe}", "latin1")],
    };
    await using peer = await httpPeer(({ path }, response) => {
      const [type = "", data = ""] = files[path] ?? [];
      response.writeHead(200, { "content-type": type }).end(data);
    });
    const load = async (path: string) =>
      (await runNode(loadDocuments, { inputs: { url: `${peer.url}${path}` } })).outputs;
    expect(await load("/sheet")).toMatchObject({ documents: [{ text: "Größe: 7" }] });
    expect(await load("/letter")).toMatchObject({ documents: [{ text: "Grüße" }] });
  });

  test("a charset that only the page names counts for its text and its title", async () => {
    await using peer = await httpPeer((_, response) => {
      const head = '<head><meta charset="windows-1251"><title>\xcf\xf0\xe8\xe2\xe5\xf2</title></head>';
      response.writeHead(200, { "content-type": "text/html" });
      response.end(Buffer.from(`<html>${head}<body><p>\xcc\xe8\xf0</p></body></html>`, "latin1"));
    });
    const { outputs } = await runNode(loadDocuments, { inputs: { url: peer.url } });
    expect(outputs.documents).toMatchObject([{ text: expect.stringContaining("Мир"), metadata: { title: "Привет" } }]);
  });

  test("what cannot be read says why", async () => {
    await using peer = await httpPeer(({ path }, response) => {
      if (path === "/gone") response.writeHead(404).end("No such page");
      else response.writeHead(200, { "content-type": "image/png" }).end("x");
    });
    const load = (url: string) => runNode(loadDocuments, { inputs: { url } });
    await expect(load(`${peer.url}/gone`)).rejects.toThrow(/returned 404: No such page/);
    await expect(load(`${peer.url}/a`)).rejects.toThrow(/is image\/png, which is not read/);
    await expect(load("help")).rejects.toThrow(/is not an address/);
    await expect(load("file:///etc/passwd")).rejects.toThrow(/is not an address/);
    await expect(load("http://169.254.169.254/")).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("a page of a few megabytes that is nothing but beginnings of titles is read", async () => {
  await using peer = await httpPeer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(`<p>Text</p>${"<title ".repeat(500_000)}`);
  });
  const { outputs } = await runNode(loadDocuments, { inputs: { url: peer.url } });
  expect(outputs.documents).toMatchObject([{ text: expect.stringContaining("Text") }]);
});

describe("a sitemap", () => {
  test("every page of its own site once, in order; those that fail are told", async () => {
    await using peer = await site();
    const config = { address: "sitemap" };
    const { outputs } = await runNode(loadDocuments, { config, inputs: { url: `${peer.url}/sitemap.xml` } });
    const documents: { metadata: { source: string } }[] = Object(outputs).documents;
    expect(documents.map(({ metadata }) => metadata.source)).toEqual(
      ["one", "two", "three"].map((name) => `${peer.url}/${name}`),
    );
    expect(outputs.failed).toEqual([{ url: `${peer.url}/gone`, reason: expect.stringMatching(/returned 404/) }]);
    expect(peer.requests.filter(({ path }) => path === "/one")).toHaveLength(1);
  });

  test("no more pages than the settings allow are fetched", async () => {
    await using peer = await site();
    const config = { address: "sitemap", mostPages: 1 };
    const { outputs } = await runNode(loadDocuments, { config, inputs: { url: `${peer.url}/sitemap.xml` } });
    expect(outputs.documents).toHaveLength(1);
    expect(peer.requests.map(({ path }) => path)).toEqual(["/sitemap.xml", "/a.xml.gz", "/one"]);
  });

  test("a list of addresses is one, a page is none; when no page can be read, the first reason is thrown", async () => {
    await using peer = await httpPeer(({ path, headers: { host } }, response) => {
      if (path === "/list.txt") response.end(`http://${host}/one\nhttp://${host}/two\n`);
      else if (path === "/bad.txt") response.end(`http://${host}/gone\n`);
      else if (path === "/gone") response.writeHead(410).end();
      else response.writeHead(200, { "content-type": "text/html" }).end(page(path.slice(1)));
    });
    const config = { address: "sitemap" };
    const load = (path: string) =>
      runNode(loadDocuments, { config, inputs: { url: `${peer.url}${path}` }, services: { fetch: loopbackFetch } });
    expect((await load("/list.txt")).outputs.documents).toHaveLength(2);
    await expect(load("/")).rejects.toThrow(/is not a sitemap/);
    await expect(load("/bad.txt")).rejects.toThrow(/returned 410/);
  });

  test("addresses may be relative or under www, a picture's is none, and robots.txt names the sitemaps", async () => {
    await using peer = await httpPeer(({ path }, response) => {
      const url = (inner: string) => `<url>${inner}</url>`;
      const picture = "<image:image><image:loc>/picture</image:loc></image:image>";
      if (path === "/robots.txt") response.end("User-agent: *\nDisallow: /x\nSitemap: /map.xml\n");
      else if (path !== "/map.xml") response.writeHead(200, { "content-type": "text/html" }).end(page(path.slice(1)));
      else {
        const list = [
          url(`${picture}<loc>/one</loc>`),
          url("<loc>two#part</loc>"),
          url("<loc>/two</loc>"),
          url("<loc></loc>"),
        ];
        response.end(`<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${list.join("")}</urlset>`);
      }
    });
    const inputs = { url: `${peer.url}/robots.txt` };
    const { outputs } = await runNode(loadDocuments, { config: { address: "sitemap" }, inputs });
    expect(peer.requests.map(({ path }) => path).toSorted()).toEqual(["/map.xml", "/one", "/robots.txt", "/two"]);
    expect(outputs.documents).toHaveLength(2);
    expect(outputs.failed).toEqual([]);
  });

  test("of 50,000 addresses as many are read as the settings allow", async () => {
    await using peer = await httpPeer(({ path, headers: { host } }, response) => {
      if (path !== "/map.xml") return void response.writeHead(200, { "content-type": "text/html" }).end(page("x"));
      const urls = Array.from({ length: 50_000 }, (_, index) => `<url><loc>http://${host}/${index}</loc></url>`);
      response.end(`<urlset>${urls.join("")}</urlset>`);
    });
    const config = { address: "sitemap", mostPages: 3 };
    const { outputs } = await runNode(loadDocuments, { config, inputs: { url: `${peer.url}/map.xml` } });
    expect(outputs.documents).toHaveLength(3);
  });

  test("a server that is busy is asked again after the time that it names", async () => {
    let asked = 0;
    await using peer = await httpPeer((_request, response) => {
      asked += 1;
      if (asked < 3) return void response.writeHead(503, { "retry-after": "0" }).end();
      response.writeHead(200, { "content-type": "text/html" }).end(page("late"));
    });
    const { outputs } = await runNode(loadDocuments, { inputs: { url: peer.url } });
    expect(outputs.documents).toHaveLength(1);
    expect(asked).toBe(3);
  });
});
