import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const call = (method: string, path: string, options: { body?: unknown; headers?: HeadersInit } = {}) =>
  testServer.rest(method, path, { key: ada.key, ...options });

async function published() {
  const { body } = await call("POST", "/pipelines", { body: { name: "Greeting", graph: greeting } });
  await call("POST", `/pipelines/${body.id}/versions`, { body: {} });
  return body.id;
}

describe("pipelines over REST", () => {
  test("are created, read, saved, published and deleted", async () => {
    const created = await call("POST", "/pipelines", { body: { name: "Greeting", graph: greeting } });
    expect(created).toMatchObject({ status: 201, body: { id: expect.any(String), revision: 1 } });
    const { id } = created.body;

    const read = await call("GET", `/pipelines/${id}`);
    expect(read).toMatchObject({ status: 200, body: { id, name: "Greeting", revision: 1, latestVersion: null } });
    expect(read.body.graph.nodes).toEqual(greeting.nodes);

    const saved = await call("PUT", `/pipelines/${id}`, { body: { name: "Hello", graph: greeting, revision: 1 } });
    expect(saved).toMatchObject({ status: 200, body: { id, revision: 2 } });
    const stale = await call("PUT", `/pipelines/${id}`, { body: { graph: { nodes: {} }, revision: 1 } });
    expect(stale).toMatchObject({ status: 409, body: { code: "stale_revision", revision: 2 } });
    expect(stale.body.graph.nodes).toEqual(greeting.nodes);

    const version = await call("POST", `/pipelines/${id}/versions`, { body: { note: "first" } });
    expect(version).toMatchObject({ status: 201, body: { number: 1 } });
    expect((await call("GET", `/pipelines/${id}/versions/1`)).body).toMatchObject({ number: 1, note: "first" });
    expect((await call("GET", "/pipelines?search=hell")).body).toMatchObject([{ id, name: "Hello", nodes: 3 }]);

    expect((await call("DELETE", `/pipelines/${id}`)).status).toBe(200);
    expect(await call("GET", `/pipelines/${id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("a version cannot be published while the draft cannot run, and every reason has its path", async () => {
    const graph = { ...greeting, edges: [] };
    const { body } = await call("POST", "/pipelines", { body: { graph } });
    const refused = await call("POST", `/pipelines/${body.id}/versions`, { body: {} });
    expect(refused).toMatchObject({ status: 422, body: { code: "invalid_graph", issues: expect.any(Array) } });
    expect(refused.body.issues.map((issue: { path: string }) => issue.path).sort()).toEqual([
      "nodes.greet",
      "nodes.out",
    ]);
  });
});

describe("runs over REST", () => {
  test("?wait answers with the finished run, and with its steps when asked for them", async () => {
    const id = await published();
    const start = (query: string) =>
      call("POST", `/pipelines/${id}/runs?wait=60${query}`, { body: { inputs: { name: "you" }, version: 1 } });
    const brief = await start("");
    expect(brief).toMatchObject({ status: 200, body: { status: "succeeded", output: { greeting: "Hello you" } } });
    const { steps: _, ...whole } = (await call("GET", `/runs/${brief.body.id}`)).body;
    expect(brief.body).toEqual(whole);
    const run = await start("&steps=true");
    expect(run).toMatchObject({
      status: 200,
      body: { status: "succeeded", output: { greeting: "Hello you" }, error: null, trigger: "api", version: 1 },
    });
    expect(run.body.steps).toHaveLength(3);
    expect((await call("GET", `/runs/${run.body.id}`)).body).toEqual(run.body);
    expect((await call("GET", `/runs/${run.body.id}/graph`)).body.graph.nodes).toEqual(greeting.nodes);
    const page = await call("GET", `/runs?pipelineId=${id}&status=succeeded&version=1&limit=1`);
    expect(page.body.items).toMatchObject([{ id: run.body.id, pipelineName: "Greeting" }]);
  });

  test("without wait they are accepted at once", async () => {
    const id = await published();
    const started = await call("POST", `/pipelines/${id}/runs`, { body: { inputs: { name: "you" } } });
    expect(started).toMatchObject({ status: 202, body: { status: "queued" } });
    const events = await (await sse(`/runs/${started.body.id}/events`)).text();
    expect(events).toContain("event: run.succeeded");
    expect((await call("GET", `/runs/${started.body.id}`)).body).toMatchObject({ version: 1, status: "succeeded" });
  });

  test("the newest version runs by default, the draft where there is none or when it is asked for; the answer says which", async () => {
    const { id } = (await call("POST", "/pipelines", { body: { graph: saying("Draft of") } })).body;
    const save = async (words: string) => {
      const { revision } = (await call("GET", `/pipelines/${id}`)).body;
      expect(await call("PUT", `/pipelines/${id}`, { body: { revision, graph: saying(words) } })).toMatchObject({
        status: 200,
      });
    };
    const start = async (version?: number | "draft", query = "?wait=60") => {
      const body = { inputs: { name: "you" }, ...(version === undefined ? {} : { version }) };
      return (await call("POST", `/pipelines/${id}/runs${query}`, { body })).body;
    };
    expect(await start()).toMatchObject({ version: null, output: { greeting: "Draft of you" } });
    for (const words of ["One", "Two"]) {
      await save(words);
      await call("POST", `/pipelines/${id}/versions`, { body: {} });
    }
    await save("Draft of");
    expect(await start()).toMatchObject({ version: 2, output: { greeting: "Two you" } });
    expect(await start(1)).toMatchObject({ version: 1, output: { greeting: "One you" } });
    expect(await start("draft")).toMatchObject({ version: null, output: { greeting: "Draft of you" } });
    expect(await start(undefined, "")).toMatchObject({ status: "queued", version: 2 });
    expect(await start("draft", "")).toMatchObject({ status: "queued", version: null });
    expect(await ada.api.runs.start({ pipelineId: id, inputs: { name: "you" } })).toMatchObject({ version: 2 });
    expect(await ada.api.runs.start({ pipelineId: id, inputs: { name: "you" }, version: "draft" })).toMatchObject({
      version: null,
    });
  });

  test("the same Idempotency-Key is the same run; with other inputs it is a conflict", async () => {
    const id = await published();
    const headers = { "Idempotency-Key": "order-7" };
    const first = await call("POST", `/pipelines/${id}/runs?wait=60`, { body: { inputs: { name: "a" } }, headers });
    const again = await call("POST", `/pipelines/${id}/runs`, { body: { inputs: { name: "a" } }, headers });
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, status: "succeeded" } });
    const other = await call("POST", `/pipelines/${id}/runs`, { body: { inputs: { name: "b" } }, headers });
    expect(other).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  test("events come in order, and go on behind Last-Event-ID", async () => {
    const id = await published();
    const run = await call("POST", `/pipelines/${id}/runs?wait=60`, { body: { inputs: { name: "you" } } });
    const all = eventsOf(await (await sse(`/runs/${run.body.id}/events`)).text());
    expect(all.map(({ id }) => id)).toEqual(all.map((_event, index) => index + 1));
    expect(all.at(-1)?.event).toBe("run.succeeded");
    const rest = eventsOf(await (await sse(`/runs/${run.body.id}/events`, { "Last-Event-ID": "4" })).text());
    expect(rest).toEqual(all.slice(4));
  });

  test("a queued run is cancelled", async () => {
    await using idle = await openTestServer();
    const bob = await idle.tenant("bob");
    const { body } = await idle.rest("POST", "/pipelines", { key: bob.key, body: { graph: greeting } });
    const run = await idle.rest("POST", `/pipelines/${body.id}/runs`, {
      key: bob.key,
      body: { inputs: { name: "x" } },
    });
    expect(await idle.rest("POST", `/runs/${run.body.id}/cancel`, { key: bob.key })).toMatchObject({ status: 200 });
    const { body: after } = await idle.rest("GET", `/runs/${run.body.id}`, { key: bob.key });
    expect(after.status).toBe("cancelled");
  });

  test("inputs that do not fit are refused by field", async () => {
    const id = await published();
    const refused = await call("POST", `/pipelines/${id}/runs`, { body: { inputs: { nome: "x" } } });
    expect(refused).toMatchObject({ status: 400, body: { code: "bad_input" } });
    expect(refused.body.issues).toMatchObject([{ path: "inputs.nome" }, { path: "inputs.name" }]);
  });

  test("a version that is not there is not found", async () => {
    const id = await published();
    const refused = await call("POST", `/pipelines/${id}/runs`, { body: { inputs: { name: "x" }, version: 9 } });
    expect(refused).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

function saying(words: string) {
  const { greet } = greeting.nodes;
  return {
    ...greeting,
    nodes: { ...greeting.nodes, greet: { ...greet, config: { template: `${words} {{ name }}` } } },
  };
}

function sse(path: string, headers: Record<string, string> = {}) {
  return fetch(`${testServer.url}/api/v1${path}`, { headers: { authorization: `Bearer ${ada.key}`, ...headers } });
}

function eventsOf(text: string) {
  return [...text.matchAll(/id: (\d+)\nevent: (.+)\ndata: (.+)\n/g)].map(([, id, event, data]) => ({
    id: Number(id),
    event,
    data: JSON.parse(data ?? ""),
  }));
}
