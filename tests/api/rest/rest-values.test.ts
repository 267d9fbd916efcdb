import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: unknown) =>
  testServer.rest(method, path, { key: ada.key, ...(body === undefined ? {} : { body }) });

const graph = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "v", kind: "any" }] } },
    out: { type: "output", version: 1, config: { fields: [{ name: "r", kind: "any" }] } },
  },
  edges: [{ id: "e", from: { node: "in", port: "v" }, to: { node: "out", port: "r" } }],
};

test("an output is whole at any size, when its run is awaited and when it is read later", async () => {
  const { body } = await call("POST", "/pipelines", { name: "Pass on", graph });
  const v = "word ".repeat(14_000);
  for (const query of ["?wait=60", "?wait=60&steps=true"]) {
    const run = await call("POST", `/pipelines/${body.id}/runs${query}`, { inputs: { v } });
    expect(run.body.output).toEqual({ r: v });
    expect((await call("GET", `/runs/${run.body.id}`)).body.output).toEqual({ r: v });
  }
});

test("null is a value for a field of the kind Any", async () => {
  const { body } = await call("POST", "/pipelines", { name: "Pass on", graph });
  const run = await call("POST", `/pipelines/${body.id}/runs?wait=60`, { inputs: { v: null } });
  expect(run.body).toMatchObject({ status: "succeeded", output: { r: null } });
});
