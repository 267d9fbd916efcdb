import { expect, test } from "vitest";
import { portsOf } from "../../lib/ports/node-ports.ts";
import { Service } from "../../lib/service/service.ts";
import { withOperation, withPorts } from "../../lib/service/service-ports.ts";
import { loopbackFetch, runNode } from "../../tests/helpers/node.ts";
import { answers, calls, document, query, server } from "../../tests/helpers/peers/openapi-peer.ts";
import { asSetting, pickOperation } from "../../tests/helpers/service.ts";
import { manifestOf } from "../catalogue.ts";
import { modelService } from "../types/model/model-service.ts";
import { readOperation, readService } from "./read-service.ts";

const signal = AbortSignal.timeout(60_000);

test("a YAML document, 3.0, with servers whose variables are filled in", async () => {
  const yaml = `
openapi: 3.0.3
info: { title: Shop, version: "1" }
servers:
  - url: https://{region}.example.com/v1
    variables: { region: { default: eu, enum: [eu, us] } }
  - url: /api/{stage}
    variables: { stage: { default: live } }
paths:
  /items: { get: { responses: { "200": { description: ok } } } }
`;
  await using peer = await server(yaml);
  const found = await readService({ address: `${peer.url}/openapi.json`, fetch: loopbackFetch, signal });
  // Its own origin comes first.
  expect(found.servers.map(({ url }) => url)).toEqual([`${peer.url}/api/{stage}`, "https://{region}.example.com/v1"]);
  const service = await pickOperation(peer.url, "GET /items", { variables: { stage: "test" } });
  await runNode(modelService, { config: { service } });
  expect(calls(peer).map(({ path }) => path)).toEqual(["/api/test/items"]);
});

test("a document that was read again keeps every edge: what went away stays as a port that is marked", async () => {
  const paths = (names: readonly string[], answer: readonly string[]) => ({
    "/a": {
      get: {
        parameters: names.map((name) => query(name, { type: "string" })),
        responses: answers({
          type: "object",
          properties: Object.fromEntries(answer.map((name) => [name, { type: "string" }])),
        }),
      },
    },
  });
  await using before = await server(document(paths(["old", "kept"], ["gone", "best"])));
  await using after = await server(document(paths(["kept", "fresh"], ["best", "new"])));
  const service = Service.parse(await pickOperation(before.url, "GET /a", { values: { old: "1", kept: "2" } }));
  const connected = { inputs: new Set(["old"]), outputs: new Set(["gone", "response"]) };
  const read = await readOperation({ address: after.url, id: "GET /a", fetch: loopbackFetch, signal });
  const next = withOperation(service, read.operation, connected);
  expect(next.values).toEqual({ kept: "2" });
  const { inputs, outputs } = portsOf(manifestOf(modelService), { config: { service: asSetting(next) } });
  expect(inputs).toEqual({
    kept: { kind: "text", optional: true },
    fresh: { kind: "text", optional: true },
    old: { kind: "text", optional: true, gone: true },
  });
  expect(outputs).toMatchObject({ best: { kind: "text" }, gone: { kind: "text", gone: true } });
  // Without its edge it is not needed any more.
  const settled = withPorts(next, { inputs: new Set(), outputs: new Set() });
  expect([settled.inputs, settled.outputs].flat().some(({ gone }) => gone)).toBe(false);
});

test.each([
  [{ swagger: "2.0", paths: {} }, "This is a Swagger 2.0 document"],
  [{ openapi: "4.0.0", paths: {} }, "This document says OpenAPI 4.0.0"],
  [{ openapi: "3.1.0", paths: {} }, "The document names no operation"],
  ["<html>hello</html>", "What is there is no OpenAPI document"],
  ["openapi: 3.1.0\npaths: [", "cannot be read as YAML"],
])("what is no document that can be used is refused: %j", async (given, message) => {
  await using peer = await server(given);
  const read = readService({ address: `${peer.url}/openapi.json`, fetch: loopbackFetch, signal });
  await expect(read).rejects.toMatchObject({ code: "bad_input", userMessage: expect.stringContaining(message) });
});

test("an operation with any number of inputs is read, each under a name of its own", async () => {
  const key = (n: number) => `${"k".repeat(60)}${n}`;
  const parameters = Array.from({ length: 40_000 }, (_, n) => ({ in: "query", name: key(n) }));
  await using peer = await server(document({ "/many": { get: { parameters } } }));
  const { operation } = await readOperation({ address: peer.url, id: "GET /many", fetch: loopbackFetch, signal });
  expect(operation.inputs).toHaveLength(300);
  expect(new Set(operation.inputs.map(({ name }) => name)).size).toBe(300);
  expect(operation.inputs[299]?.key).toBe(key(299));
});
