/** What is odd in a request is refused with what to do, before it can reach the database. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let id: string;
let auth: Record<string, string>;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  ({ id } = await ada.api.pipelines.create({}));
  auth = { authorization: `Bearer ${ada.key}` };
});
afterAll(() => testServer[Symbol.asyncDispose]());

async function send(method: string, url: string, body?: string | Buffer, type = "application/json") {
  const { http } = testServer;
  const payload = body === undefined ? {} : { payload: body, headers: { ...auth, "content-type": type } };
  const answer = await http.inject({ method: method as "GET", url, headers: auth, ...payload });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === "" ? "" : answer.json() };
}

describe("numbers that no column holds", () => {
  const tooLarge = 2_147_483_648;

  test("are refused over REST", async () => {
    const at = `/api/v1/pipelines/${id}`;
    for (const [method, url, body] of [
      ["GET", `${at}/versions/${tooLarge}`],
      ["GET", `/api/v1/runs?version=${tooLarge}`],
      ["POST", `${at}/runs`, { version: tooLarge }],
      ["POST", `${at}/versions`, { revision: tooLarge }],
      ["PUT", at, { graph: { nodes: {} }, revision: tooLarge }],
      ["POST", "/api/v1/runs/x/resume", { version: tooLarge }],
    ] as const) {
      const answer = await send(method, url, body && JSON.stringify(body));
      expect(answer, url).toMatchObject({ status: 400, body: { code: "bad_input" } });
    }
  });

  test("are refused over tRPC", async () => {
    const { pipelines, runs, share } = ada.api;
    for (const call of [
      pipelines.version({ id, number: tooLarge }),
      pipelines.save({ id, graph: { nodes: {} }, revision: tooLarge }),
      runs.start({ pipelineId: id, version: tooLarge }),
      share.create({ pipelineId: id, versionNumber: tooLarge, canRun: false }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
  });

  test("are refused in a graph that names a version of another pipeline", async () => {
    const config = { pipeline: { id, version: tooLarge, inputs: [], outputs: [] } };
    const graph = { nodes: { sub: { type: "sub-pipeline", version: 1, config } } };
    const { body } = await send("POST", "/api/v1/pipelines", JSON.stringify({ graph }));
    expect(await send("POST", `/api/v1/pipelines/${body.id}/runs`, "{}")).toMatchObject({ status: 422 });
  });

  test("a time that no column holds is before or after all runs", async () => {
    for (const query of [
      "from=0000-02-29T00:00:00Z",
      "to=9999-12-31T23:59:59-23:59",
      "from=2026-01-01T00:00:00%2B23:59",
    ])
      expect(await send("GET", `/api/v1/runs?${query}`), query).toMatchObject({ status: 200 });
  });
});

describe("texts that no column holds", () => {
  test("are refused in bodies, with their path", async () => {
    for (const text of ["a\\u0000b", "\\ud800", "\\udc00x"]) {
      const answer = await send("POST", "/api/v1/pipelines", `{"name":"x","tags":["${text}"]}`);
      expect(answer, text).toMatchObject({ status: 400, body: { code: "bad_input", issues: [{ path: "tags.0" }] } });
      const run = await send("POST", `/api/v1/pipelines/${id}/runs`, `{"inputs":{"${text}":1}}`);
      expect(run, text).toMatchObject({ status: 400, body: { code: "bad_input" } });
    }
    const fine = await send("POST", "/api/v1/pipelines", `{"name":"\\ud83d\\ude00 \\\\u0000"}`);
    expect(fine.status).toBe(201);
    const notUtf8 = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect(await send("POST", "/api/v1/pipelines", notUtf8)).toMatchObject({ status: 400 });
  });

  test("are refused in addresses", async () => {
    for (const url of [
      "/api/v1/runs/x%00y",
      `/api/v1/pipelines?search=%00`,
      `/api/v1/runs/x/steps?nodeId=a%00`,
      `/api/trpc/pipelines.list?input=${encodeURIComponent('{"search":"\\u0000"}')}`,
    ])
      expect((await send("GET", url)).status, url).toBe(400);
  });

  test("an address that is not well encoded is called so", async () => {
    const answer = await send("GET", "/api/v1/runs/%ff");
    expect(answer).toMatchObject({ status: 400, body: { code: "bad_input" } });
    expect(answer.body.message).toContain("address");
    expect(await send("GET", `/api/v1/runs/${"x".repeat(400)}`)).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });
});

describe("a method that an address does not have", () => {
  test("answers 405 and names those that it has", async () => {
    for (const method of ["POST", "TRACE", "QUERY", "PROPFIND"]) {
      const answer = await send(method, `/api/v1/pipelines/${id}`);
      expect(answer, method).toMatchObject({
        status: 405,
        headers: { allow: "DELETE, GET, HEAD, PATCH, PUT" },
        body: { code: "method_not_allowed" },
      });
    }
    expect(await send("DELETE", "/api/v1/healthz")).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    expect(await send("DELETE", "/api/v1/nothing")).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("an address that a route names word for word is not one with an id", async () => {
    const options = await send("OPTIONS", "/api/v1/local-models/uploads");
    expect(options).toMatchObject({ status: 204, headers: { allow: "POST" } });
  });

  test("OPTIONS names them too, and HEAD is GET without its body", async () => {
    const options = await send("OPTIONS", "/api/v1/pipelines");
    expect(options).toMatchObject({ status: 204, headers: { allow: "GET, HEAD, POST" }, body: "" });
    expect(await send("HEAD", "/api/v1/pipelines")).toMatchObject({ status: 200, body: "" });
  });
});

describe("a body", () => {
  test("has to be there where something has to stand in it, and where it is what a change is about", async () => {
    for (const [method, url] of [
      ["PATCH", `/api/v1/pipelines/${id}`],
      ["PUT", `/api/v1/pipelines/${id}`],
      ["POST", "/api/v1/collections"],
      ["POST", "/api/v1/runs/x/run-from"],
    ] as const) {
      const answer = await send(method, url);
      expect(answer, url).toMatchObject({ status: 400, body: { code: "bad_input" } });
      expect(answer.body.message).toContain("The body is missing");
    }
    expect(await send("POST", "/api/v1/pipelines")).toMatchObject({ status: 201 });
  });

  test("of another type is refused with 415", async () => {
    const answer = await send("POST", "/api/v1/pipelines", "<a/>", "application/xml");
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
  });

  test("whose edges share an id is a graph that does not fit together", async () => {
    const end = { node: "a", port: "x" };
    const graph = { nodes: {}, edges: [1, 2].map(() => ({ id: "e", from: end, to: end })) };
    const answer = await send("POST", "/api/v1/pipelines", JSON.stringify({ graph }));
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "invalid_graph", issues: [{ path: "graph.edges.1.id" }] },
    });
  });
});

test("a query given twice, or a number that JSON does not know, is refused", async () => {
  for (const query of ["limit=1&limit=2", "limit=0x10", "limit=Infinity", "limit=%201", "parentId=a&parentId=b"])
    expect(await send("GET", `/api/v1/runs?${query}`), query).toMatchObject({
      status: 400,
      body: { code: "bad_input" },
    });
  const start = `/api/v1/pipelines/${id}/runs`;
  for (const query of ["wait=", "wait=0x1", "wait=1&wait=2"])
    expect(await send("POST", `${start}?${query}`, "{}"), query).toMatchObject({ status: 400 });
});

test("what Node's parser refuses is answered in the shape of all errors", async () => {
  for (const [request, status, code] of [
    [`GET /api/v1/runs HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431, "too_large"],
    [`GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, "too_large"],
    ["NONSENSE /api/v1/runs HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_input"],
  ] as const) {
    const answer = await raw(request);
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(JSON.parse(body)).toEqual({ code, message: expect.any(String) });
  }
});

function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(testServer.url).port), "127.0.0.1", () => socket.write(request));
    let answer = "";
    socket.on("data", (data) => (answer += data));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
