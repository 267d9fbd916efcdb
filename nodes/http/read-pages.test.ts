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
