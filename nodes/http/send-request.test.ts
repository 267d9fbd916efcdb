import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { effectOf } from "../../lib/graph/effect-of.ts";
import { portsOf } from "../../lib/ports/node-ports.ts";
import type { Json } from "../../lib/values/json.ts";
import { openSignIn } from "../../platform/sign-in.ts";
import { loopbackFetch, runNode } from "../../tests/helpers/node.ts";
import { httpPeer, type PeerRequest } from "../../tests/helpers/peers/http-peer.ts";
import { manifestOf } from "../catalogue.ts";
import type { Services } from "../define.ts";
import { httpRequest } from "../types/data/http-request.ts";

const manifest = manifestOf(httpRequest);
const reply = (response: ServerResponse, value: Json, headers: Record<string, string> = {}) =>
  void response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));

/** Keeps what is saved, and reads it again. */
function fileStore() {
  const kept = new Map<string, { name: string; mime: string; data: Uint8Array }>();
  const files: Services["files"] = {
    async save({ name, mime, data }) {
      const id = `file-${kept.size + 1}`;
      kept.set(id, { name, mime, data });
      return { id, name, mime, bytes: data.byteLength };
    },
    async read(id) {
      const { name, mime, data } = kept.get(id) ?? { name: "", mime: "", data: new Uint8Array() };
      return { file: { id, name, mime, bytes: data.byteLength }, data };
    },
  };
  return { files, kept };
}

const encode = (text: string) => new Uint8Array(new TextEncoder().encode(text));

describe("the body of a request", () => {
  const sent = async (config: Record<string, Json>, inputs: Record<string, Json>, files?: Services["files"]) => {
    await using peer = await httpPeer((_request, response) => reply(response, null));
    const services = files === undefined ? {} : { files };
    await runNode(httpRequest, { config: { method: "POST", url: peer.url, ...config }, inputs, services });
    return peer.requests[0];
  };

  test("JSON is written with its values in their places, with all digits", async () => {
    const content = '{"to": "{{ name }} & co", "id": {{ id }}, "tags": {{ tags }}}';
    const inputs = { name: 'A "B"', id: 7615917337495251231n, tags: ["x"] };
    await using peer = await httpPeer((_request, response) => reply(response, null));
    let text = "";
    const fetch: Services["fetch"] = (url, request) => {
      text = String(request.body);
      return loopbackFetch(url, request);
    };
    const config = { method: "POST", url: peer.url, send: "JSON", content };
    await runNode(httpRequest, { config, inputs, services: { fetch } });
    expect(text).toBe('{"to": "A \\"B\\" & co", "id": 7615917337495251231, "tags": ["x"]}');
    expect(peer.requests[0]?.headers["content-type"]).toBe("application/json");
    expect(Object.keys(portsOf(manifest, { config }).inputs)).toEqual(["url", "body", "name", "id", "tags"]);
    const broken = runNode(httpRequest, { config: { ...config, content: "{" } });
    await expect(broken).rejects.toMatchObject({ code: "bad_input", userMessage: /not JSON once it is filled in/ });
  });

  test("a form is encoded, a list gives a field for each of its items, and what arrives is added", async () => {
    const config = { send: "form", fields: "q: a & {{ q }}\n\ntag: {{ tags }}" };
    const request = await sent(config, { q: "b=c", tags: ["x", "y"], body: { page: 2 } });
    expect(request?.body).toBe("q=a+%26+b%3Dc&tag=x&tag=y&page=2");
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  test("a multipart form carries files with their names and types", async () => {
    const { files } = fileStore();
    const file = await files.save({ name: "a.csv", mime: "text/csv", data: encode("1,2") }, AbortSignal.abort());
    const config = { send: "multipart form", fields: "note: for {{ who }}\nfile: {{ file }}", headers: "" };
    const request = await sent(config, { who: "Ada", file: { ...file } }, files);
    const body = await new Response(String(request?.body), {
      headers: { "content-type": request?.headers["content-type"] ?? "" },
    }).formData();
    expect(body.get("note")).toBe("for Ada");
    const part = body.get("file");
    expect(part).toMatchObject({ name: "a.csv", type: "text/csv" });
    expect(part instanceof File && (await part.text())).toBe("1,2");
  });

  test("a file is sent as it is, with its type; a form takes no file without parts", async () => {
    const { files } = fileStore();
    const file = await files.save({ name: "a.txt", mime: "text/plain", data: encode("raw") }, AbortSignal.abort());
    const request = await sent({ send: "file" }, { body: { ...file } }, files);
    expect(request).toMatchObject({ body: "raw", headers: { "content-type": "text/plain" } });
    await expect(sent({ send: "file" }, { body: "x" })).rejects.toThrow(/No file arrived/);
    await expect(sent({ send: "form", fields: "f: {{ file }}" }, { file: { ...file } })).rejects.toThrow(/multipart/);
  });

  test("values of headers come from ports, and cannot begin another header", async () => {
    const headers = "If-Match: {{ etag }}";
    expect((await sent({ headers }, { etag: '"7"' }))?.headers["if-match"]).toBe('"7"');
    await expect(sent({ headers }, { etag: "7\r\nX-Evil: 1" })).rejects.toMatchObject({ code: "bad_input" });
  });
});

describe("the response", () => {
  test("a file keeps the server's name and type, also beyond text", async () => {
    await using peer = await httpPeer((_request, response) => {
      const name = "filename*=UTF-8''%C3%BCbersicht.pdf";
      response.writeHead(200, { "content-type": "application/pdf", "content-disposition": `attachment; ${name}` });
      response.end(Buffer.from([0x25, 0xff, 0x00]));
    });
    const { files, kept } = fileStore();
    const config = { url: `${peer.url}/a.pdf`, response: "file" };
    const { outputs } = await runNode(httpRequest, { config, services: { files } });
    expect(outputs).toMatchObject({ status: 200, file: { name: "übersicht.pdf", mime: "application/pdf", bytes: 3 } });
    expect([...(kept.get("file-1")?.data ?? [])]).toEqual([0x25, 0xff, 0x00]);
    expect(outputs).not.toHaveProperty("body");
  });

  test("where JSON is asked for, something else fails; where text is, nothing is read as JSON", async () => {
    await using peer = await httpPeer((_request, response) => void response.end("<p>Hi</p>"));
    await expect(runNode(httpRequest, { config: { url: peer.url, response: "JSON" } })).rejects.toThrow(
      /did not answer with JSON: <p>Hi/,
    );
    const { outputs } = await runNode(httpRequest, { config: { url: peer.url, response: "text" } });
    expect(outputs).toMatchObject({ body: "<p>Hi</p>" });
  });

  test("its headers are an output, without what signs a browser in", async () => {
    await using peer = await httpPeer((_request, response) =>
      reply(response, 1, { etag: '"7"', "set-cookie": "session=secret" }),
    );
    const { outputs } = await runNode(httpRequest, { config: { url: peer.url } });
    expect(outputs.headers).toMatchObject({ etag: '"7"' });
    expect(JSON.stringify(outputs)).not.toContain("secret");
  });

  test("a refusal may go to an output, but a status that may be tried again fails its attempt", async () => {
    let status = 404;
    await using peer = await httpPeer((_request, response) => {
      response.writeHead(status, { "retry-after": "7" }).end('{"error":"No such item"}');
    });
    const config = { url: peer.url, refusal: "goes to an output", retryOn: "418, 50x, 503" };
    await expect(runNode(httpRequest, { config })).rejects.toMatchObject({ issues: [{ path: "retryOn" }] });
    const right = { ...config, retryOn: "418, 5xx" };
    const { outputs } = await runNode(httpRequest, { config: right });
    expect(outputs).toMatchObject({ status: 404, refused: { status: 404, body: { error: "No such item" } } });
    expect(outputs).not.toHaveProperty("json");
    for (status of [418, 502]) {
      await expect(runNode(httpRequest, { config: right })).rejects.toMatchObject({
        code: "provider_busy",
        canRetry: true,
        retryAfterMs: 7000,
      });
    }
    status = 429;
    expect((await runNode(httpRequest, { config: right })).outputs.refused).toMatchObject({ status: 429 });
  });

  test("Retry-After may be a date", async () => {
    const at = new Date(Date.now() + 90_000);
    await using peer = await httpPeer((_request, response) => {
      response.writeHead(503, { "retry-after": at.toUTCString() }).end();
    });
    const thrown = await runNode(httpRequest, { config: { url: peer.url } }).catch((error) => error);
    expect(thrown.retryAfterMs).toBeGreaterThan(30_000);
    expect(thrown.retryAfterMs).toBeLessThanOrEqual(90_000);
  });
});

describe("a list in pages", () => {
  /** Seven items, three on a page, by whatever the request asks. */
  const serve = ({ path, body }: PeerRequest, response: ServerResponse) => {
    const asked = new URL(path, "http://x.example").searchParams;
    const { variables } = Object(body);
    const page = Number(asked.get("page") ?? 1) - 1;
    const start = Number(asked.get("offset") ?? asked.get("after") ?? variables?.after ?? page * 3);
    const items = [0, 1, 2, 3, 4, 5, 6].slice(start, start + 3).map((id) => ({ id }));
    const next = start + 3 < 7 ? start + 3 : null;
    const link: Record<string, string> = next === null ? {} : { link: `</list?after=${next}>; rel="next"` };
    reply(response, { data: { items, next, more: next !== null } }, link);
  };
  const all = [0, 1, 2, 3, 4, 5, 6].map((id) => ({ id }));

  test.each([
    ["link header", {}],
    ["offset", {}],
    ["page number", {}],
    ["field of the response", { next: "data.next", parameter: "after" }],
    [
      "field of the response",
      {
        ...{ next: "data.next", parameter: "variables.after", parameterIn: "JSON body" },
        ...{ method: "POST", send: "JSON", content: '{"query": "{ items }", "variables": {"first": 3}}' },
      },
    ],
  ])("%s: all items become one list", async (pages, more) => {
    await using peer = await httpPeer(serve);
    const config = { url: `${peer.url}/list`, pages, items: "data.items", ...more };
    const { outputs } = await runNode(httpRequest, { config });
    expect(outputs).toMatchObject({ json: all, status: 200 });
    const short = await runNode(httpRequest, { config: { ...config, mostPages: 2 } });
    expect(short.outputs.json).toEqual(all.slice(0, 6));
    const stopped = await runNode(httpRequest, { config: { ...config, until: "data.items[0].id = 3" } });
    expect(stopped.outputs.json).toEqual(all.slice(0, 6));
    if ("send" in more) expect(peer.requests[1]?.body).toMatchObject({ variables: { first: 3, after: 3 } });
  });

  test("the items may become a file with one on each line", async () => {
    await using peer = await httpPeer(serve);
    const { files, kept } = fileStore();
    const config = { url: peer.url, pages: "link header", items: "data.items", gather: "a file of JSON lines" };
    const { outputs } = await runNode(httpRequest, { config, services: { files } });
    expect(outputs).toMatchObject({ file: { name: "items.jsonl", mime: "application/x-ndjson" } });
    expect(new TextDecoder().decode(kept.get("file-1")?.data)).toBe(
      all.map((item) => `${JSON.stringify(item)}\n`).join(""),
    );
    expect(outputs).not.toHaveProperty("json");
  });

  test("a page that is refused for now is asked for again, and no other", async () => {
    let refusals = 0;
    await using peer = await httpPeer((request, response) => {
      if (request.path.includes("after=3") && refusals++ < 2) {
        return void response.writeHead(429, { "retry-after": "0" }).end();
      }
      serve(request, response);
    });
    const config = { url: `${peer.url}/list`, pages: "link header", items: "data.items" };
    expect((await runNode(httpRequest, { config })).outputs.json).toEqual(all);
    expect(peer.requests.map(({ path }) => path)).toEqual([
      "/list",
      "/list?after=3",
      "/list?after=3",
      "/list?after=3",
      "/list?after=6",
    ]);
  });

  test("the next page is called on the same server only, and one that names itself ends the list", async () => {
    await using other = await httpPeer(serve);
    await using peer = await httpPeer(({ path }, response) =>
      reply(response, { items: [1], next: path === "/self" ? "/self" : other.url }),
    );
    const config = { pages: "field of the response" };
    const self = await runNode(httpRequest, { config: { ...config, url: `${peer.url}/self` } });
    expect(self.outputs.json).toEqual([1]);
    await expect(runNode(httpRequest, { config: { ...config, url: peer.url } })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(other.requests).toEqual([]);
  });
});

describe("what a call does", () => {
  test("some methods only read, and a key that the server knows lets a call be repeated", () => {
    const of = (config: Record<string, string>) => effectOf(manifest, { config });
    for (const method of ["GET", "HEAD", "OPTIONS"]) expect(of({ method })).toEqual({ effect: "costly", keyed: false });
    expect(of({ method: "POST" })).toEqual({ effect: "effect", keyed: false });
    expect(of({ method: "POST", key: "send it and repeat" })).toEqual({ effect: "effect", keyed: true });
    expect(of({})).toEqual({ effect: "costly", keyed: false });
  });

  test("the key goes under the header that is named, or not at all", async () => {
    await using peer = await httpPeer((_request, response) => reply(response, null));
    const config = { method: "POST", url: peer.url };
    await runNode(httpRequest, { config: { ...config, keyHeader: "X-Request-Id" }, key: "k-1" });
    await runNode(httpRequest, { config: { ...config, key: "none" }, key: "k-1" });
    expect(peer.requests.map(({ headers }) => headers["x-request-id"])).toEqual(["k-1", undefined]);
    expect(peer.requests[1]?.headers).not.toHaveProperty("idempotency-key");
  });

  test("a credential signs in at its own server, in each page's request too", async () => {
    await using peer = await httpPeer(({ path }, response) =>
      reply(response, [path], path === "/" ? { link: '</2>; rel="next"' } : {}),
    );
    const signIn = openSignIn(loopbackFetch);
    const fetchAs = () => signIn.of({ provider: "bearer", baseUrl: peer.url, secret: "t-1" });
    const config = { url: peer.url, credential: "c", pages: "link header" };
    await runNode(httpRequest, { config, services: { fetchAs } });
    expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer t-1", "Bearer t-1"]);
    await using other = await httpPeer((_request, response) => reply(response, null));
    const elsewhere = runNode(httpRequest, { config: { ...config, url: other.url }, services: { fetchAs } });
    await expect(elsewhere).rejects.toMatchObject({ code: "forbidden" });
    expect(other.requests).toEqual([]);
  });
});

test("a node that was saved before there were these settings calls as it did, with the ports it had", async () => {
  await using peer = await httpPeer((_request, response) => void response.end('{"ok":true}'));
  const config = { method: "PUT", url: `${peer.url}/{{ id }}`, headers: "Accept: text/plain", largeNumbers: "keep" };
  const { inputs, outputs } = portsOf(manifest, { config });
  expect(Object.keys(inputs)).toEqual(["url", "body", "id"]);
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(["body", "json", "status"]));
  const ran = await runNode(httpRequest, { config, inputs: { id: "7", body: { a: 1 } }, key: "k" });
  expect(ran.outputs).toMatchObject({ body: '{"ok":true}', json: { ok: true }, status: 200 });
  expect(peer.requests).toMatchObject([
    {
      ...{ method: "PUT", path: "/7", body: { a: 1 } },
      headers: { accept: "text/plain", "content-type": "application/json", "idempotency-key": "k" },
    },
  ]);
});
