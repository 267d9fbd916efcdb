import { expect, test } from "vitest";
import { effectOf } from "../../../lib/graph/effect-of.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import type { Json } from "../../../lib/values/json.ts";
import { loopbackFetch, noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { answers, calls, document, json, query, server } from "../../../tests/helpers/peers/openapi-peer.ts";
import { pickOperation } from "../../../tests/helpers/service.ts";
import { manifestOf } from "../../catalogue.ts";
import { modelService } from "./model-service.ts";

test("the example of the docs", async () => {
  await using peer = await httpPeer(({ path }, response) => {
    expect(path).toBe("/readers/7/recommendations?count=1");
    json(response, { reader: 7, books: [{ title: "Emma", score: 4.5 }] });
  });
  const fetch: typeof loopbackFetch = (url, request) =>
    loopbackFetch(url.replace("https://books.example.com", peer.url), request);
  await runExample(modelService, { services: { fetch } });
});

test("an operation's inputs and outputs become ports, and the form fills what no edge brings", async () => {
  const body = {
    type: "object",
    required: ["review", "count"],
    properties: { review: { type: "string" }, count: { type: "integer" }, style: { enum: ["short", "long"] } },
  };
  const answer = { type: "object", properties: { best: { type: "string" }, status: { type: "string" } } };
  const paths = {
    "/rate": {
      post: {
        requestBody: { required: true, content: { "application/json": { schema: body } } },
        responses: answers(answer),
      },
    },
  };
  await using peer = await server(document(paths), (_request, response) =>
    json(response, { best: "Emma", status: "new" }),
  );
  const service = await pickOperation(peer.url, "POST /rate", { values: { count: 3 } });
  const ports = portsOf(manifestOf(modelService), { config: { service } });
  expect(ports.inputs).toEqual({
    review: { kind: "text" },
    count: { kind: "number", optional: true },
    style: { kind: "text", optional: true },
  });
  expect(Object.keys(ports.outputs)).toEqual(["response", "status", "cut", "best", "answer_status"]);
  const { outputs } = await runNode(modelService, { config: { service }, inputs: { review: "So dull." } });
  expect(outputs).toEqual({
    response: { best: "Emma", status: "new" },
    status: 200,
    cut: false,
    best: "Emma",
    answer_status: "new",
  });
  expect(calls(peer)).toMatchObject([{ method: "POST", path: "/rate", body: { review: "So dull.", count: 3 } }]);
  await expect(runNode(modelService, { config: { service } })).rejects.toMatchObject({
    userMessage: "“review” is needed. Connect its input, or fill it in in the settings.",
  });
});

test("parameters go to the path, the query, a header and a cookie; a text that is a number becomes one", async () => {
  const paths = {
    "/shelves/{shelf}/books": {
      parameters: [{ name: "shelf", in: "path", required: true, schema: { type: "string" } }],
      get: {
        parameters: [
          query("tag", { type: "array", items: { type: "string" } }),
          query("id", { type: "integer" }),
          query("where", { type: "object" }, { style: "deepObject", explode: true }),
          { name: "X-Kind", in: "header", schema: { type: "string" } },
          { name: "session", in: "cookie", schema: { type: "string" } },
        ],
        responses: answers({ type: "array" }),
      },
    },
  };
  await using peer = await server(document(paths), (_request, response) => json(response, [7615917337495251231n]));
  const service = await pickOperation(peer.url, "GET /shelves/{shelf}/books", {
    values: { id: "7615917337495251231" },
  });
  const inputs = { shelf: "a/b", tag: ["x y", "z"], where: { year: 1815 }, "X-Kind": "k", session: "s t" };
  const { outputs } = await runNode(modelService, { config: { service }, inputs });
  expect(outputs).toEqual({ response: [7615917337495251231n], status: 200, cut: false });
  const [call] = calls(peer);
  expect(call?.path).toBe("/shelves/a%2Fb/books?tag=x%20y&tag=z&id=7615917337495251231&where%5Byear%5D=1815");
  expect(call?.headers).toMatchObject({ "x-kind": "k", cookie: "session=s%20t" });
});

test("what it does follows from the method; a header for a key takes the step's key and is no input", async () => {
  const key = { name: "Idempotency-Key", in: "header", schema: { type: "string" } };
  const paths = { "/a": { get: {}, head: {}, post: { parameters: [key] }, delete: {} } };
  await using peer = await server(document(paths));
  const effects = new Map<string, unknown>();
  for (const id of ["GET /a", "HEAD /a", "POST /a", "DELETE /a"]) {
    const config = { service: await pickOperation(peer.url, id) };
    effects.set(id, effectOf(manifestOf(modelService), { config }));
    await runNode(modelService, { config, key: "step-7" });
  }
  expect(Object.fromEntries(effects)).toEqual({
    "GET /a": { effect: "costly", keyed: false },
    "HEAD /a": { effect: "costly", keyed: false },
    "POST /a": { effect: "effect", keyed: true },
    "DELETE /a": { effect: "effect", keyed: false },
  });
  expect(calls(peer).map(({ method, headers }) => [method, headers["idempotency-key"]])).toEqual([
    ["GET", undefined],
    ["HEAD", undefined],
    ["POST", "step-7"],
    ["DELETE", undefined],
  ]);
  expect(effectOf(manifestOf(modelService), { config: {} })).toEqual({ effect: "effect", keyed: false });
});

test("forms, files and texts are sent as the document says; a picture comes back as a file", async () => {
  const form = {
    type: "object",
    properties: { name: { type: "string" }, tags: { type: "array", items: { type: "string" } } },
  };
  const files = {
    type: "object",
    required: ["image"],
    properties: { image: { type: "string", format: "binary" }, note: { type: "string" } },
  };
  const paths = {
    "/form": { post: { requestBody: { content: { "application/x-www-form-urlencoded": { schema: form } } } } },
    "/files": { post: { requestBody: { content: { "multipart/form-data": { schema: files } } } } },
    "/raw": { put: { requestBody: { content: { "image/png": { schema: {} } } } } },
    "/text": { post: { requestBody: { content: { "text/plain": { schema: { type: "string" } } } } } },
  };
  await using peer = await server(document(paths), ({ path }, response) => {
    if (path !== "/raw") return void response.writeHead(200, { "content-type": "text/plain" }).end("thanks");
    const headers = { "content-type": "image/png", "content-disposition": 'attachment; filename="small.png"' };
    response.writeHead(200, headers).end(Buffer.from([137, 80, 78, 71]));
  });
  const file = { id: "f1", name: "cat.png", mime: "image/png", bytes: 3 };
  const saved: { name: string; mime: string; size: number }[] = [];
  const services = {
    files: {
      ...noServices.files,
      read: async () => ({ file, data: new TextEncoder().encode("PNG") }),
      save: async ({ name, mime, data }: { name: string; mime: string; data: Uint8Array }) => {
        saved.push({ name, mime, size: data.byteLength });
        return { id: "f2", name, mime, bytes: data.byteLength };
      },
    },
  };
  const run = async (id: string, inputs: { [name: string]: Json }) =>
    (await runNode(modelService, { config: { service: await pickOperation(peer.url, id) }, inputs, services })).outputs;
  await run("POST /form", { name: "a&b", tags: ["x", "y z"] });
  expect(await run("POST /files", { image: file, note: "mine" })).toMatchObject({ response: "thanks" });
  expect(await run("PUT /raw", { body: file })).toMatchObject({
    response: { id: "f2", name: "small.png", mime: "image/png" },
  });
  await run("POST /text", { body: "plain words" });
  const [asForm, asFiles, asRaw, asText] = calls(peer);
  expect(asForm?.body).toBe("name=a%26b&tags=x&tags=y+z");
  expect(asFiles?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  expect(asFiles?.body).toMatch(/name="image"; filename="cat.png"\r\nContent-Type: image\/png\r\n\r\nPNG\r\n/);
  expect(asFiles?.body).toMatch(/name="note"\r\n\r\nmine\r\n/);
  expect([asRaw?.headers["content-type"], asRaw?.body]).toEqual(["image/png", "PNG"]);
  expect([asText?.headers["content-type"], asText?.body]).toEqual(["text/plain", "plain words"]);
  expect(saved).toEqual([{ name: "small.png", mime: "image/png", size: 4 }]);
});

test.each([
  ["link", {}, { items: "", next: "next" }],
  ["next", {}, { items: "data.items", next: "next" }],
  ["next", {}, { items: "data.items", next: "cursor", parameter: "after" }],
  ["offset", {}, { items: "data.items", parameter: "offset" }],
  ["page", { page: 1 }, { items: "data.items", parameter: "page" }],
] as const)("pages are read to the end: %s", async (style, values, more) => {
  const paths = {
    "/list": {
      get: {
        parameters: [query("page", { type: "integer" })],
        responses: answers({ type: "object", properties: { data: { type: "object" } } }),
      },
    },
  };
  await using peer = await server(document(paths), ({ path }, response) => {
    const asked = new URL(path, peer.url).searchParams;
    const start = Number(asked.get("after") ?? asked.get("offset") ?? (Number(asked.get("page") ?? 1) - 1) * 2);
    const items = [0, 1, 2, 3, 4].slice(start, start + 2);
    const end = start + 2;
    const isMore = end < 5;
    const headers = isMore ? { link: `</list?after=0>; rel="first", </list?after=${end}>; rel="next"` } : {};
    if (style === "link") return json(response, items, 200, headers);
    json(response, { data: { items }, next: isMore ? `/list?after=${end}` : null, ...(isMore ? { cursor: end } : {}) });
  });
  const pages = { ...{ style, parameter: "", next: "next", most: 10 }, ...more };
  const service = await pickOperation(peer.url, "GET /list", { pages, values });
  const { outputs } = await runNode(modelService, { config: { service } });
  expect(outputs).toMatchObject({ response: [0, 1, 2, 3, 4], cut: false });
  const short = await pickOperation(peer.url, "GET /list", { pages: { ...pages, most: 2 }, values });
  const { outputs: first } = await runNode(modelService, { config: { service: short } });
  expect(first).toMatchObject({ response: [0, 1, 2, 3], cut: true });
});

test("pages by offset go on from where the first one began", async () => {
  const numbers = Array.from({ length: 9 }, (_, n) => n);
  const paths = { "/list": { get: { parameters: [query("offset", { type: "integer" })] } } };
  await using peer = await server(document(paths), ({ path }, response) => {
    const start = Number(new URL(path, peer.url).searchParams.get("offset") ?? 0);
    json(response, numbers.slice(start, start + 2));
  });
  const pages = { style: "offset", items: "", next: "next", parameter: "", most: 10 } as const;
  const config = { service: await pickOperation(peer.url, "GET /list", { pages }) };
  expect((await runNode(modelService, { config, inputs: { offset: 4 } })).outputs.response).toEqual([4, 5, 6, 7, 8]);
});

test("pages without end are not collected until the memory is full", async () => {
  const item = "x".repeat(4_900_000);
  await using peer = await server(document({ "/list": { get: {} } }), (_request, response) => json(response, [item]));
  const pages = { style: "page", items: "", next: "next", parameter: "", most: 100 } as const;
  const config = { service: await pickOperation(peer.url, "GET /list", { pages }) };
  await expect(runNode(modelService, { config })).rejects.toMatchObject({ code: "too_large" });
  expect(calls(peer)).toHaveLength(4);
});

test("null is sent in a body, and left out where only text has a place", async () => {
  const maybe = { anyOf: [{ type: "integer" }, { type: "null" }], default: 3 };
  const content = { "application/json": { schema: { type: "object", required: ["b"], properties: { b: maybe } } } };
  const form = { "application/x-www-form-urlencoded": { schema: { type: "object", properties: { b: maybe } } } };
  const parameters = [
    query("q", maybe),
    { ...query("x-h", maybe), in: "header" },
    { ...query("c", maybe), in: "cookie" },
  ];
  const paths = {
    "/json": { post: { parameters, requestBody: { content } } },
    "/form": { post: { requestBody: { content: form } } },
  };
  await using peer = await server(document(paths));
  const service = await pickOperation(peer.url, "POST /json");
  await runNode(modelService, { config: { service }, inputs: { q: null, "x-h": null, c: null, b: null } });
  const asForm = await pickOperation(peer.url, "POST /form");
  await runNode(modelService, { config: { service: asForm }, inputs: { b: null } });
  const [sent, formed] = calls(peer);
  expect(sent).toMatchObject({ path: "/json", body: { b: null } });
  expect([sent?.headers["x-h"], sent?.headers.cookie, formed?.body]).toEqual([undefined, undefined, null]);
});

test("a path of the document does not lead to another host", async () => {
  await using other = await httpPeer((_request, response) => json(response, {}));
  for (const path of [`@${other.host}/a`, `.${other.host}/a`, ":1@x/a"]) {
    await using peer = await server(document({ [path]: { get: {} } }));
    const service = await pickOperation(peer.url, `GET ${path}`);
    await expect(runNode(modelService, { config: { service } })).rejects.toMatchObject({ code: "bad_input" });
  }
  expect(other.requests).toEqual([]);
});

test("files inside of objects and lists of a body are sent as their content", async () => {
  const file = { type: "string", format: "byte" };
  const image = { type: "object", properties: { data: file, name: { type: "string" } } };
  const schema = { type: "object", properties: { image, images: { type: "array", items: image } } };
  await using peer = await server(
    document({ "/see": { post: { requestBody: { content: { "application/json": { schema } } } } } }),
  );
  const service = await pickOperation(peer.url, "POST /see");
  const ref = { id: "f1", name: "a.png", mime: "image/png", bytes: 3 };
  const files = {
    read: async () => ({ file: ref, data: Buffer.from("PNG") }),
    save: () => Promise.reject(new Error("nothing is saved")),
  };
  const inputs = { image: { data: ref, name: "a" }, images: [{ data: ref }] };
  await runNode(modelService, { config: { service }, inputs, services: { files } });
  const data = btoa("PNG");
  expect(calls(peer)[0]?.body).toEqual({ image: { data, name: "a" }, images: [{ data }] });
});

test("a next page on another server is not called", async () => {
  await using other = await httpPeer((_request, response) => json(response, []));
  await using peer = await server(document({ "/list": { get: {} } }), (_request, response) =>
    json(response, [1], 200, { link: `<${other.url}/list>; rel=next` }),
  );
  const pages = { style: "link", items: "", next: "next", parameter: "", most: 10 } as const;
  const config = { service: await pickOperation(peer.url, "GET /list", { pages }) };
  await expect(runNode(modelService, { config })).rejects.toMatchObject({ code: "forbidden" });
  expect(other.requests).toEqual([]);
});

test("without an operation the step says what to do", async () => {
  await expect(runNode(modelService)).rejects.toMatchObject({
    userMessage: "No operation is chosen. Open the node's settings, read the server's document and choose one.",
  });
});

test("a server of the document that is not public is not called", async () => {
  await using peer = await server(
    document({ "/a": { get: {} } }, { servers: [{ url: "http://169.254.169.254/latest" }] }),
  );
  const config = { service: await pickOperation(peer.url, "GET /a") };
  await expect(runNode(modelService, { config })).rejects.toMatchObject({ code: "forbidden" });
});
