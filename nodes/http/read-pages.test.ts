import { expect, test } from "vitest";
import { runNode } from "../../tests/helpers/node.ts";
import { httpPeer } from "../../tests/helpers/peers/http-peer.ts";
import { httpRequest } from "../types/data/http-request.ts";

test("links that lead round in a circle end the list, with each item once", async () => {
  const next: Record<string, string> = { "/a": "/b", "/b": "/c", "/c": "/b" };
  await using peer = await httpPeer(({ path }, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ items: [path], next: next[path] }));
  });
  const config = { pages: "field of the response", url: `${peer.url}/a` };
  expect((await runNode(httpRequest, { config })).outputs.json).toEqual(["/a", "/b", "/c"]);
});

test("a field whose own name has a dot leads to the next page, as OData has it", async () => {
  await using peer = await httpPeer(({ path }, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const next = path === "/a" ? { "@odata.nextLink": "/a?$skip=1" } : {};
    response.end(JSON.stringify({ value: [path], ...next }));
  });
  const config = { pages: "field of the response", next: "@odata.nextLink", url: `${peer.url}/a` };
  expect((await runNode(httpRequest, { config })).outputs).toMatchObject({ json: ["/a", "/a?$skip=1"], cut: false });
});

test("a list with more pages than are to be read says so, and one that ends there does not", async () => {
  await using peer = await httpPeer(({ path }, response) => {
    const page = Number(path.slice(1));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ items: [page], ...(page < 3 ? { next: `/${page + 1}` } : {}) }));
  });
  const config = { pages: "field of the response", url: `${peer.url}/1` };
  const read = async (mostPages: number) => (await runNode(httpRequest, { config: { ...config, mostPages } })).outputs;
  expect(await read(2)).toMatchObject({ json: [1, 2], cut: true });
  expect(await read(3)).toMatchObject({ json: [1, 2, 3], cut: false });
});

const answering = (answers: Record<string, unknown>) =>
  httpPeer(({ path }, response) => {
    const value = answers[path];
    if (value === undefined) response.writeHead(204).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  });

test("a list that is left out, null or an answer without content is empty behind the last page, and unknown on the first", async () => {
  const first = { items: [{ id: 1 }], of: "first" };
  for (const last of [{}, { items: null }, null, undefined]) {
    await using peer = await answering({ "/?page=1": first, "/?page=2": last });
    const config = { pages: "page number", items: "items", url: `${peer.url}/?page=1` };
    expect((await runNode(httpRequest, { config })).outputs).toMatchObject({ json: [{ id: 1 }], cut: false });
  }
  await using peer = await answering({ "/": { rows: [] }, "/?page=1": first, "/?page=2": { error: "try again" } });
  const refused = (path: string) =>
    runNode(httpRequest, { config: { pages: "page number", items: "items", url: peer.url + path } });
  await expect(refused("/")).rejects.toMatchObject({ userMessage: expect.stringContaining("no list at “items”") });
  await expect(refused("/?page=1")).rejects.toMatchObject({ code: "bad_input" });
});

test("the next page may be named by a link as an object; a cursor of 0 is the end, and another object says what to write", async () => {
  await using peer = await answering({
    "/a": { items: [1], links: { next: { href: "/b" } } },
    "/b": { items: [2], links: { next: {} } },
    "/c": { items: [3], links: { next: { to: "/d" } } },
    "/d": { items: [{ id: 4 }], cursor: 7 },
    "/d?c=7": { items: [{ id: 5 }], cursor: 0 },
  });
  const read = (path: string, more: Record<string, string> = {}) =>
    runNode(httpRequest, {
      config: { pages: "field of the response", items: "items", next: "links.next", url: peer.url + path, ...more },
    });
  expect((await read("/a")).outputs.json).toEqual([1, 2]);
  await expect(read("/c")).rejects.toMatchObject({ userMessage: expect.stringContaining("such as links.next.href") });
  expect((await read("/d", { next: "cursor", parameter: "c" })).outputs.json).toEqual([{ id: 4 }, { id: 5 }]);
});

test("a server that does not know the parameter gives no item twice, but is said", async () => {
  await using peer = await httpPeer((_request, response) => {
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ items: [{ id: 1 }], next: "x" }));
  });
  for (const style of ["page number", "offset", "field of the response"]) {
    const config = { pages: style, parameter: "seite", url: peer.url };
    const userMessage = expect.stringContaining("does not seem to know the parameter “seite”");
    await expect(runNode(httpRequest, { config })).rejects.toMatchObject({ code: "bad_input", userMessage });
  }
});

test("a page of a few hundred thousand items is read", async () => {
  await using peer = await answering({ "/": Array.from({ length: 300_000 }, () => 0) });
  const { outputs } = await runNode(httpRequest, { config: { pages: "link header", url: `${peer.url}/` } });
  expect(outputs.json).toHaveLength(300_000);
});
