import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import type { Json } from "../../../lib/values/json.ts";
import { loopbackFetch, runExample, runNode } from "../../../tests/helpers/node.ts";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { manifestOf } from "../../catalogue.ts";
import { httpRequest } from "./http-request.ts";

const json = (status: number, value: Json) => (_request: unknown, response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
};

describe("HTTP request", () => {
  test("gets a URL whose values stay in their places, with the headers of the settings", async () => {
    await using peer = await httpPeer(json(200, { found: 1 }));
    const url = `${peer.url}/items/{{ id }}?q={{ q }}`;
    expect(Object.keys(portsOf(manifestOf(httpRequest), { config: { url } }).inputs)).toEqual([
      "url",
      "body",
      "id",
      "q",
    ]);
    const { outputs } = await runNode(httpRequest, {
      config: { url, headers: "Accept: application/json\n\nX-Kind:  a: b " },
      inputs: { id: "a/../b?c", q: "x&y=1" },
    });
    expect(outputs).toMatchObject({ body: '{"found":1}', json: { found: 1 }, status: 200 });
    const [request] = peer.requests;
    expect(request).toMatchObject({ method: "GET", path: "/items/a%2F..%2Fb%3Fc?q=x%26y%3D1", body: null });
    expect(request?.headers).toMatchObject({ accept: "application/json", "x-kind": "a: b" });
    expect(request?.headers).not.toHaveProperty("idempotency-key");
  });

  test("a URL that arrives by an edge is used as it is", async () => {
    await using peer = await httpPeer((_request, response) => void response.end("plain"));
    const { outputs } = await runNode(httpRequest, { inputs: { url: `${peer.url}/a/b?c=d` } });
    expect(outputs).toEqual({ body: "plain", status: 200, headers: expect.anything() });
    expect(peer.requests[0]?.path).toBe("/a/b?c=d");
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s sends values as JSON, with the step's key", async (method) => {
    await using peer = await httpPeer((_request, response) => void response.writeHead(204).end());
    const config = { method, url: peer.url };
    const { outputs } = await runNode(httpRequest, { config, inputs: { body: { a: [1] } }, key: "step-7" });
    expect(outputs).toEqual({ body: "", status: 204, headers: { date: expect.anything() } });
    const headers = { "content-type": "application/json", "idempotency-key": "step-7" };
    expect(peer.requests).toMatchObject([{ method, body: { a: [1] }, headers }]);
  });

  test("an id of nineteen digits keeps them, and is sent on with them; where it is asked for it comes as text", async () => {
    const body = '{"id":7615917337495251231,"small":12,"part":0.125}';
    await using peer = await httpPeer((_request, response) => void response.end(body));
    const kept = await runNode(httpRequest, { config: { url: peer.url } });
    expect(kept.outputs).toMatchObject({ json: { id: 7615917337495251231n, small: 12, part: 0.125 } });
    const sent = { body: { id: 7615917337495251231n }, url: `${peer.url}/echo` };
    await runNode(httpRequest, { config: { method: "POST", url: peer.url }, inputs: sent });
    const { outputs } = await runNode(httpRequest, { config: { url: peer.url, largeNumbers: "text" } });
    expect(outputs).toMatchObject({
      body,
      json: { id: "7615917337495251231", small: 12, part: 0.125 },
      status: 200,
    });
  });

  test("nothing is no body, be it for a GET or a POST", async () => {
    await using peer = await httpPeer(json(200, 1));
    await runNode(httpRequest, { config: { url: peer.url }, inputs: { body: null } });
    await runNode(httpRequest, { config: { url: peer.url, method: "POST" }, inputs: { body: null } });
    expect(peer.requests.map(({ headers }) => [headers["content-type"], headers["content-length"]])).toEqual([
      [undefined, undefined],
      [undefined, "0"],
    ]);
  });

  test("text is sent as it is, and its type can be set", async () => {
    await using peer = await httpPeer(json(200, null));
    const config = { method: "POST", url: peer.url };
    await runNode(httpRequest, { config, inputs: { body: "[1]" } });
    const typed = { ...config, headers: "content-type: application/x-thing" };
    await runNode(httpRequest, { config: typed, inputs: { body: "[1]" } });
    const types = peer.requests.map(({ headers }) => headers["content-type"]);
    expect(types).toEqual(["text/plain; charset=utf-8", "application/x-thing"]);
    expect(peer.requests[0]?.body).toEqual([1]);
  });

  test.each([
    [404, "provider_refused", false],
    [409, "provider_refused", false],
    [429, "provider_busy", true],
    [500, "provider_busy", true],
    [503, "provider_busy", true],
  ])("%d fails the step with the start of the response", async (status, code, canRetry) => {
    await using peer = await httpPeer((_request, response) => {
      response.writeHead(status, { "retry-after": "3" }).end(`No\n  such item ${"x".repeat(1000)}`);
    });
    const thrown = await runNode(httpRequest, { config: { url: peer.url } }).catch((error) => error);
    expect(thrown).toMatchObject({ code, canRetry });
    expect(thrown.userMessage).toMatch(new RegExp(`^GET ${peer.host} returned ${status}: No such item x{200,300}$`));
    expect(thrown.retryAfterMs).toBe(canRetry ? 3000 : undefined);
  });

  test("a server that is not there may be tried again", async () => {
    const gone = await httpPeer(() => {});
    await gone[Symbol.asyncDispose]();
    const run = runNode(httpRequest, { config: { url: gone.url } });
    await expect(run).rejects.toMatchObject({ code: "unavailable", canRetry: true });
  });

  test("an address that is not public is not called, wherever it comes from", async () => {
    const metadata = "http://169.254.169.254/latest";
    for (const [config, inputs] of [
      [{ url: metadata }, {}],
      [{}, { url: metadata }],
      [{ url: "http://{{ host }}/" }, { host: "0xa.7" }],
    ] as const) {
      await expect(runNode(httpRequest, { config, inputs })).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("a value cannot choose the host, nor lead out of the path", async () => {
    const url = "https://api.example.com/items/{{ id }}";
    await expect(runNode(httpRequest, { config: { url }, inputs: { id: ".." } })).rejects.toMatchObject({
      code: "bad_input",
    });
    const config = { url: "{{ site }}/items" };
    const run = runNode(httpRequest, { config, inputs: { site: "http://evil.example" } });
    await expect(run).rejects.toMatchObject({ code: "bad_input", userMessage: /not a URL/ });
  });

  test("what cannot be sent is said before anything is sent", async () => {
    await using peer = await httpPeer(json(200, null));
    const get = runNode(httpRequest, { config: { url: peer.url }, inputs: { body: "x" } });
    await expect(get).rejects.toMatchObject({ code: "bad_input", userMessage: /GET request has no body/ });
    for (const headers of ["No colon", "Bad name: x", "X: \u00e9", "Host: other.example", "idempotency-key: 1"]) {
      const run = runNode(httpRequest, { config: { url: peer.url, headers } });
      await expect(run, headers).rejects.toMatchObject({ code: "bad_input", issues: [{ path: "headers" }] });
    }
    expect(peer.requests).toHaveLength(0);
  });

  test("cancelling ends the call", async () => {
    await using peer = await httpPeer(() => {});
    const stop = new AbortController();
    const run = runNode(httpRequest, { config: { url: peer.url }, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
  });

  test("the example of the docs", async () => {
    await using peer = await httpPeer(json(201, { id: 7 }));
    const fetch: typeof loopbackFetch = (url, request) =>
      loopbackFetch(url.replace("https://api.example.com", peer.url), request);
    await runExample(httpRequest, { services: { fetch }, unlike: ["date"] });
    expect(peer.requests).toMatchObject([{ path: "/lists/to%20do/items", body: { title: "Buy milk" } }]);
  });
});
