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
