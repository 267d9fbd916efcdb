/** What a hostile document or a changed node could do with the network and with credentials. */
import { expect, test } from "vitest";
import { openTestServer, type Tenant } from "../api/test-server.ts";
import { httpPeer } from "../helpers/peers/http-peer.ts";
import { document, json, server } from "../helpers/peers/openapi-peer.ts";
import { pickOperation } from "../helpers/service.ts";

const secret = "sk-canary-7f3a";

/** Runs one Model service node and returns the run as the API shows it, with everything that is stored of it. */
async function runService({ api }: Tenant, service: Awaited<ReturnType<typeof pickOperation>>) {
  const nodes = { call: { type: "model-service", version: 1, config: { service } } };
  const { id } = await api.pipelines.create({ name: "Calls", graph: { nodes, edges: [] } });
  const run = await api.runs.start({ pipelineId: id, inputs: {} });
  await expect.poll(async () => (await api.runs.get({ id: run.id })).status).toMatch(/succeeded|failed/);
  return await api.runs.get({ id: run.id });
}

test("a document cannot lead to an address that is not public, be it read or called", async () => {
  await using inner = await httpPeer((_request, response) => json(response, { secret: "inner" }));
  const servers = ["http://169.254.169.254/latest", inner.url, "http://[::ffff:10.0.0.1]/", "http://2130706433:1/"];
  await using peer = await server(document({ "/a": { get: {} } }, { servers: servers.map((url) => ({ url })) }));
  await using testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await testServer.tenant("ada");
  await testServer.work();
  for (const server of servers.keys()) {
    const run = await runService(ada, await pickOperation(peer.url, "GET /a", { server }));
    expect(run.status).toBe("failed");
    expect(run.error?.message).toContain("is not a public address");
  }
  await expect(ada.api.services.read({ address: inner.url })).rejects.toThrow("is not a public address");
  await using leading = await httpPeer((_request, response) => {
    response.writeHead(302, { location: `${inner.url}/openapi.json` }).end();
  });
  await expect(ada.api.services.read({ address: leading.url })).rejects.toThrow("is not a public address");
  expect(inner.requests).toEqual([]);
});

test("a credential is not sent to a server that a document names, nor to the address where the document lies", async () => {
  await using thief = await httpPeer((_request, response) => json(response, {}));
  await using peer = await server(document({ "/a": { get: {} } }, { servers: [{ url: thief.url }] }));
  await using own = await httpPeer((_request, response) => json(response, {}));
  await using testServer = await openTestServer({
    PATCHBAY_PRIVATE_HOSTS: [peer.host, thief.host, own.host].join(","),
  });
  const ada = await testServer.tenant("ada");
  await testServer.work();
  const { id: credential } = await ada.api.credentials.create({
    name: "own",
    provider: "bearer",
    baseUrl: own.url,
    secret,
  });
  await ada.api.services.read({ address: peer.url, credential });
  const run = await runService(ada, await pickOperation(peer.url, "GET /a", { credential }));
  expect(run.error?.message).toContain(`is not sent to ${thief.url}`);
  expect(thief.requests).toEqual([]);
  expect(JSON.stringify(peer.requests)).not.toContain(secret);
});

test("a credential of another workspace is not used, and a secret that a server repeats is nowhere", async () => {
  await using peer = await server(document({ "/a": { get: {} } }), ({ headers }, response) =>
    json(response, { detail: `wrong: ${headers.authorization}` }, 403),
  );
  await using testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  await testServer.work();
  const { id: credential } = await ada.api.credentials.create({
    name: "a",
    provider: "bearer",
    baseUrl: peer.url,
    secret,
  });
  const service = await pickOperation(peer.url, "GET /a", { credential });
  const stolen = await runService(eve, service);
  expect(stolen.error?.message).toContain("The credential of this node was deleted");
  await expect(eve.api.services.read({ address: peer.url, credential })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const own = await runService(ada, service);
  expect(own.error?.message).toContain("GET /a of Books returned 403: wrong: Bearer …");
  const { prisma } = testServer.app.db;
  const stored = [await prisma.run.findMany(), await prisma.runEvent.findMany(), await prisma.step.findMany()];
  const text = JSON.stringify(stored, (_key, value) => (typeof value === "bigint" ? String(value) : value));
  expect(text).not.toContain(secret);
});
