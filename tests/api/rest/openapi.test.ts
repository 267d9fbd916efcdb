/** What the API answers fits what its description says. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const Responses = z.record(
  z.string(),
  z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() }),
);
const Description = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: Responses, security: z.unknown().optional() })),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

let testServer: TestServer;
let ada: Tenant;
let description: z.infer<typeof Description>;
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
  description = Description.parse(await (await fetch(`${testServer.url}/api/v1/openapi.json`)).json());
  ajv.addSchema({ ...description, $id: "api" });
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** Calls, and checks status and body against the operation's description. */
async function call(
  method: string,
  template: string,
  options: { ids?: Record<string, string>; query?: string; body?: unknown } = {},
) {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => options.ids?.[name] ?? "nothing");
  const { status, body } = await testServer.rest(method, path + (options.query ?? ""), {
    key: ada.key,
    body: options.body,
  });
  const operation = description.paths[template]?.[method.toLowerCase()];
  const name = String(status);
  const response = operation?.responses[name] === undefined ? "default" : name;
  const schema = operation?.responses[response]?.content?.["application/json"]?.schema;
  expect(schema, `${method} ${template} ${status}`).toBeDefined();
  const pointer = `api#/paths/${template.replaceAll("~", "~0").replaceAll("/", "~1")}/${method.toLowerCase()}/responses/${response}/content/application~1json/schema`;
  const isValid = ajv.validate({ $ref: encodeURI(pointer) }, body);
  expect(isValid, `${method} ${template}: ${ajv.errorsText()}`).toBe(true);
  return { status, body };
}

test("every answer fits its description", async () => {
  const created = await call("POST", "/pipelines", { body: { name: "Greeting", graph: greeting } });
  const ids = { id: created.body.id, pipelineId: created.body.id, number: "1" };
  await call("POST", "/pipelines/{id}/versions", { ids, body: { note: "x" } });
  const run = await call("POST", "/pipelines/{pipelineId}/runs", {
    ids,
    query: "?wait=60",
    body: { inputs: { name: "x" } },
  });
  expect([created.status, run.status]).toEqual([201, 200]);
  await call("POST", "/pipelines/{pipelineId}/runs", { ids, body: { inputs: { name: "x" } } });
  const runIds = { id: run.body.id };
  await call("GET", "/runs/{id}", { ids: runIds });
  await call("GET", "/runs/{id}/graph", { ids: runIds });
  await call("POST", "/runs/{id}/cancel", { ids: runIds });
  await call("GET", "/runs", { query: "?limit=5" });
  for (const path of ["/pipelines", "/pipelines/{id}", "/pipelines/{id}/issues", "/pipelines/{id}/versions"]) {
    await call("GET", path, { ids });
  }
  await call("GET", "/pipelines/{id}/versions/{number}", { ids });
  await call("PUT", "/pipelines/{id}", { ids, body: { graph: greeting, revision: 1 } });
  const stale = await call("PUT", "/pipelines/{id}", { ids, body: { graph: greeting, revision: 1 } });
  expect(stale.status).toBe(409);
  for (const path of ["/node-types", "/models", "/workspace", "/collections", "/healthz", "/readyz"])
    await call("GET", path);
  const collection = await call("POST", "/collections", { body: { name: "Papers" } });
  const collectionIds = { id: collection.body.id };
  await call("GET", "/collections/{id}", { ids: collectionIds });
  await call("GET", "/collections/{id}/documents", { ids: collectionIds });
  await call("POST", "/collections/{id}/search", { ids: collectionIds, body: { text: "x", mode: "text" } });
  await call("DELETE", "/collections/{id}", { ids: collectionIds });
  await call("DELETE", "/pipelines/{id}", { ids });
  expect((await call("GET", "/pipelines/{id}", { ids })).status).toBe(404);
});

test("every call but the health checks asks for a key, and every route of REST is described", () => {
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, { security }] of Object.entries(item)) {
      const isOpen = path === "/healthz" || path === "/readyz";
      expect(security === undefined, `${method} ${path}`).toBe(isOpen);
    }
  }
  const routes = testServer.http.routePolicies.filter(
    ({ url, method }) => url.startsWith("/api/v1/") && method !== "HEAD",
  );
  const undescribed = routes.flatMap(({ url, method }) => {
    const path = url.slice("/api/v1".length).replaceAll(/:(\w+)/g, "{$1}");
    return description.paths[path]?.[method.toLowerCase()] ? [] : [`${method} ${path}`];
  });
  // What goes over /mcp is described by the protocol of its name.
  expect(undescribed).toEqual(["POST /mcp", "GET /openapi.json"]);
});
