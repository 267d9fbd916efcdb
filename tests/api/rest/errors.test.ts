import { afterAll, beforeAll, expect, test } from "vitest";
import { setReadOnly } from "../../helpers/database.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
});
afterAll(() => testServer[Symbol.asyncDispose]());

async function send(path: string, init: RequestInit) {
  const headers = { authorization: `Bearer ${ada.key}`, "content-type": "application/json", ...init.headers };
  const answer = await fetch(`${testServer.url}${path}`, { ...init, headers });
  return { status: answer.status, body: await answer.json() };
}

test("JSON that is none is called so", async () => {
  const answer = await send("/api/v1/pipelines", { method: "POST", body: '{"name": ' });
  expect(answer).toEqual({
    status: 400,
    body: { code: "bad_input", message: "The body is not valid JSON. Check quotes and commas." },
  });
});

test("a path that is not there answers in JSON, whatever the method", async () => {
  for (const method of ["GET", "POST", "DELETE"]) {
    expect(await send("/api/v1/nothing", { method })).toMatchObject({ status: 404, body: { code: "not_found" } });
  }
});

test("a call without a key, or with a wrong one, is told which kind of key it takes", async () => {
  for (const headers of [undefined, { authorization: "Bearer pb_wrong" }]) {
    const answer = await fetch(`${testServer.url}/api/v1/pipelines`, headers ? { headers } : {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.json()).toMatchObject({ code: "not_signed_in" });
  }
});

test("what is missing, or of another type, is described in a message", async () => {
  const { id } = await ada.api.pipelines.create({});
  expect((await send(`/api/v1/runs/${id}/steps`, { method: "GET" })).body).toMatchObject({
    message: "The request is not valid. nodeId: Is missing.",
    issues: [{ path: "nodeId", message: "Is missing." }],
  });
  const body = JSON.stringify({ version: "one" });
  expect((await send(`/api/v1/pipelines/${id}/runs`, { method: "POST", body })).body.message).toBe(
    "The request is not valid. version: Should be the number of a published version, or “draft”.",
  );
});

test("what does not fit is told with what would", async () => {
  const { id } = await ada.api.pipelines.create({});
  const said = async (path: string, init: RequestInit = {}) => (await send(`/api/v1${path}`, init)).body.message;
  const start = (body: object, headers = {}) =>
    said(`/pipelines/${id}/runs`, { method: "POST", body: JSON.stringify(body), headers });
  const not = "The request is not valid.";
  expect(await start({ input: {} })).toBe(`${not} There is no “input” here. Did you mean “inputs”?`);
  expect(await said("/pipelines?limit=3")).toMatch(/There is no “limit” here\. What can be given: \S+/);
  expect(await start({ queueSeconds: 0 })).toBe(`${not} queueSeconds: At least 1.`);
  const long = { "idempotency-key": "x".repeat(201) };
  expect(await start({}, long)).toBe(`${not} An idempotency key has at most 200 characters.`);
  expect(await said("/runs?from=yesterday")).toBe(`${not} from: Should be a time such as 2026-01-31T12:00:00Z.`);
  expect(await said("/runs?status=done")).toContain("status: Should be queued, running,");
  const resume = { method: "POST", body: '{"version":"newest"}' };
  expect(await said("/runs/x/resume", resume)).toContain("Should be the number of a published version, or “draft”.");
});

test("an unknown key is refused and named", async () => {
  const answer = await send("/api/v1/pipelines", {
    method: "POST",
    body: JSON.stringify({ name: "x", workspaceId: "y" }),
  });
  expect(answer).toMatchObject({ status: 400, body: { code: "bad_input" } });
  expect(answer.body.message).toContain("workspaceId");
});

test("an id in the body cannot overrule the one in the path", async () => {
  const { id } = await ada.api.pipelines.create({});
  const body = JSON.stringify({ id: "another", graph: { nodes: {} } });
  expect(await send(`/api/v1/pipelines/${id}`, { method: "PUT", body })).toMatchObject({
    status: 400,
    body: { code: "bad_input" },
  });
});

test("a body over 5 MB is too large", async () => {
  const body = JSON.stringify({ name: "x".repeat(5_100_000) });
  expect(await send("/api/v1/pipelines", { method: "POST", body })).toMatchObject({
    status: 413,
    body: { code: "too_large" },
  });
});

test("JSON nested a hundred thousand levels deep is refused, over REST and tRPC", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const body = `{"inputs":{"name":${deep}}}`;
  expect(await send("/api/v1/pipelines/x/runs", { method: "POST", body })).toMatchObject({ status: 400 });
  const trpc = await send("/api/trpc/runs.start", { method: "POST", body });
  expect(trpc).toMatchObject({ status: 400, body: { error: { data: { code: "bad_input" } } } });
});

test("keys that reach for a prototype are refused, over REST and tRPC", async () => {
  for (const path of ["/api/v1/pipelines/x/runs", "/api/trpc/runs.start"]) {
    for (const evil of ['{"inputs":{"__proto__":{"a":1}}}', '{"inputs":{"constructor":{"prototype":{"a":1}}}}']) {
      const answer = await send(path, { method: "POST", body: evil });
      expect(answer.status, `${path} ${evil}`).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(
        "The body has an object with the name “__proto__”, or “prototype” in “constructor”. Use another name.",
      );
    }
  }
  expect({}).not.toHaveProperty("a");
});

test("a tRPC error carries our code, a message for people, and the issues", async () => {
  const answer = await send("/api/trpc/pipelines.get?input=%7B%22id%22%3A%22x%22%7D", { method: "GET" });
  expect(answer).toMatchObject({
    status: 404,
    body: {
      error: { data: { code: "not_found", userMessage: "There is no pipeline with this id.", httpStatus: 404 } },
    },
  });
  const bad = await send("/api/trpc/pipelines.rename", { method: "POST", body: '{"id":"x","name":""}' });
  expect(bad).toMatchObject({
    status: 400,
    body: { error: { data: { code: "bad_input", issues: [{ path: "name" }] } } },
  });
});

test("10,000 nodes are too many, and the message says how many there may be", async () => {
  const nodes = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`n${n}`, { type: "input", version: 1 }]));
  const answer = await send("/api/v1/pipelines", { method: "POST", body: JSON.stringify({ graph: { nodes } }) });
  expect(answer).toMatchObject({ status: 400, body: { code: "bad_input" } });
  expect(answer.body.message).toContain("2,000");
});

test("while the database takes no writes a request is told to come again, and does", async () => {
  await using own = await openTestServer();
  const { key } = await own.tenant("ada");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const create = async (path: string) => {
    const answer = await fetch(`${own.url}${path}`, { method: "POST", headers, body: JSON.stringify({ name: "New" }) });
    return { status: answer.status, text: await answer.text() };
  };
  const said = { status: 503, text: expect.stringContaining("Send the request again.") };
  await setReadOnly(own.env.DATABASE_URL, true);
  // The first ones may meet a connection that was cut.
  for (const path of ["/api/v1/pipelines", "/api/v1/pipelines", "/api/trpc/pipelines.create"])
    expect(await create(path)).toEqual(said);
  await setReadOnly(own.env.DATABASE_URL, false);
  await expect.poll(async () => (await create("/api/v1/pipelines")).status).toBe(201);
});
