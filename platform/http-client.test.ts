import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { type HttpPeer, httpPeer } from "../tests/helpers/peers/http-peer.ts";
import { makeGuardedFetch } from "./guarded-fetch.ts";
import { makeHttpClient } from "./http-client.ts";

const { signal } = new AbortController();
const clientFor = (...peers: HttpPeer[]) =>
  makeHttpClient(makeGuardedFetch({ privateHosts: peers.map(({ host }) => host) }));

test("sends what it is given and returns status, headers and the decoded body, whatever the status", async () => {
  await using peer = await httpPeer((_request, response) => {
    response.writeHead(404, { "content-type": "text/plain; charset=iso-8859-1", "x-kind": "note" });
    response.end(Buffer.from("caf\xe9", "latin1"));
  });
  const headers = { "x-mine": "1", "content-type": "application/json" };
  const request = { method: "PATCH", headers, body: '{"a":1}', signal };
  const response = await clientFor(peer)(`${peer.url}/a?b=c`, request);
  expect(response).toMatchObject({ status: 404, body: "café" });
  expect(response.headers.get("x-kind")).toBe("note");
  expect(peer.requests).toMatchObject([{ method: "PATCH", path: "/a?b=c", headers, body: { a: 1 } }]);
});

test("an address that is not public is not called, also when a redirect leads to it", async () => {
  await using inner = await httpPeer((_request, response) => void response.end("secret"));
  await using peer = await httpPeer((_request, response) => {
    response.writeHead(302, { location: inner.url }).end();
  });
  await expect(clientFor()(inner.url, { signal })).rejects.toMatchObject({ code: "forbidden" });
  await expect(clientFor(peer)(peer.url, { signal })).rejects.toMatchObject({ code: "forbidden" });
  expect(peer.requests).toHaveLength(1);
  expect(inner.requests).toHaveLength(0);
});

test("a redirect of a GET is followed, and the request's headers stay with the first origin", async () => {
  await using other = await httpPeer((_request, response) => void response.end("here"));
  await using peer = await httpPeer(({ path }, response) => {
    const location = path === "/old" ? "/new" : `${other.url}/there`;
    response.writeHead(301, { location }).end();
  });
  const headers = { authorization: "Bearer x", "x-api-key": "y", accept: "text/plain" };
  const { body } = await clientFor(peer, other)(`${peer.url}/old`, { headers, signal });
  expect(body).toBe("here");
  expect(peer.requests.map(({ path }) => path)).toEqual(["/old", "/new"]);
  expect(peer.requests[1]?.headers).toMatchObject(headers);
  expect(other.requests[0]?.headers).toMatchObject({ accept: "text/plain" });
  expect(other.requests[0]?.headers).not.toHaveProperty("authorization");
  expect(other.requests[0]?.headers).not.toHaveProperty("x-api-key");
});

test("a redirect of any other method, and a fourth one, are refused with the reason", async () => {
  await using peer = await httpPeer((_request, response) => {
    response.writeHead(307, { location: "/again" }).end();
  });
  const fetch = clientFor(peer);
  await expect(fetch(peer.url, { method: "POST", body: "1", signal })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: expect.stringContaining(`redirects a POST request to ${peer.url}/again`),
  });
  expect(peer.requests).toHaveLength(1);
  await expect(fetch(peer.url, { signal })).rejects.toMatchObject({ userMessage: /more than 3 times/ });
  expect(peer.requests).toHaveLength(5);
});

test("a response is read up to 5 MB, counted after decompression", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await using peer = await httpPeer(({ path }, response) => {
    if (path === "/bomb") response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    else response.end(Buffer.alloc(5_000_000, "a"));
  });
  const fetch = clientFor(peer);
  expect((await fetch(peer.url, { signal })).body).toHaveLength(5_000_000);
  await expect(fetch(`${peer.url}/bomb`, { signal })).rejects.toMatchObject({
    code: "too_large",
    userMessage: `The response of ${peer.host} is larger than 5 MB. Ask for less, for example one page at a time.`,
  });
});

test("a response that is compressed in a way that is not read says so", async () => {
  await using peer = await httpPeer(({ path }, response) => {
    response
      .writeHead(200, { "content-encoding": path.slice(1) })
      .end(path === "/zstd" ? zstdCompressSync("text") : "text");
  });
  const fetch = clientFor(peer);
  expect((await fetch(`${peer.url}/zstd`, { signal })).body).toBe("text");
  expect((await fetch(`${peer.url}/identity`, { signal })).body).toBe("text");
  await expect(fetch(`${peer.url}/compress`, { signal })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: expect.stringContaining("compressed in the way “compress”, which is not read"),
  });
});

test("without a response it may be tried again; a body that is cut off counts as none", async () => {
  const gone = await httpPeer(() => {});
  await gone[Symbol.asyncDispose]();
  await using peer = await httpPeer((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  });
  for (const { url, host } of [gone, peer]) {
    const failure = { code: "unavailable", canRetry: true, userMessage: expect.stringContaining(`${host} cannot be`) };
    await expect(clientFor(gone, peer)(url, { signal }), url).rejects.toMatchObject(failure);
  }
});

test("the signal ends the call, before a response and in the middle of one", async () => {
  await using peer = await httpPeer(({ path }, response) => {
    if (path === "/half") response.writeHead(200).write("half");
  });
  for (const path of ["/none", "/half"]) {
    const stop = new AbortController();
    const call = clientFor(peer)(`${peer.url}${path}`, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(call, path).rejects.toMatchObject({ name: "AbortError" });
  }
});

test("what is no URL, or no web address, is refused", async () => {
  await expect(clientFor()("items", { signal })).rejects.toMatchObject({ code: "bad_input" });
  await expect(clientFor()("file:///etc/passwd", { signal })).rejects.toMatchObject({ code: "forbidden" });
});

test("a name and password in a URL are refused in words that hold neither, also after a redirect", async () => {
  await using peer = await httpPeer(({ headers: { host } }, response) => {
    response.writeHead(302, { location: `http://ada:hunter2@${host}/` }).end();
  });
  for (const url of [peer.url.replace("//", "//ada:hunter2@"), peer.url]) {
    const failure: unknown = await clientFor(peer)(url, { signal }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "bad_input", userMessage: expect.stringContaining("choose a credential") });
    expect(String(Object(failure).userMessage) + String(Object(failure).message)).not.toMatch(/ada|hunter2/);
  }
});

test("the query that a redirect repeats is not told, as a key may be in it", async () => {
  await using peer = await httpPeer(({ path }, response) => {
    response.writeHead(308, { location: path.startsWith("/bad") ? `http://[?key=k-1` : `/new?key=k-1#k-1` }).end();
  });
  for (const path of ["/a", "/bad"]) {
    const failure = await clientFor(peer)(peer.url + path, { method: "POST", body: "", signal }).catch(
      (thrown) => thrown,
    );
    expect(failure).toMatchObject({ code: "bad_input" });
    expect(failure.userMessage).not.toContain("k-1");
  }
});
