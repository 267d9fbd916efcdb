/** Every route of Fastify, from the outside. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permissionTable } from "../../lib/access/permissions.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";
import { furnish, type Things } from "./samples.ts";

let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;
let things: Things;

beforeAll(async () => {
  testServer = await openTestServer();
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  things = await furnish(testServer, ada);
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** Routes that only members may use, with the ids of ada's things in their paths. */
function memberRoutes() {
  const ids: Record<string, string> = {
    pipelineId: things.pipelineId,
    runId: things.runId,
    documentId: things.documentId,
    sourceId: things.sourceId,
    batchId: things.batchId,
    number: "1",
    blob: "0".repeat(64),
  };
  return testServer.http.routePolicies.flatMap(({ method, url, policy }) => {
    if (!(policy in permissionTable) || method === "HEAD") return [];
    const group = url
      .split("/")
      .find((part) =>
        ["pipelines", "runs", "collections", "approvals", "conversations", "local-models"].includes(part),
      );
    const owned = { pipelines: things.pipelineId, runs: things.runId, collections: things.collectionId };
    const more = {
      approvals: things.approvalId,
      conversations: things.conversationId,
      "local-models": things.localModelId,
    };
    const id = { ...owned, ...more }[group ?? ""];
    const path = url.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? id ?? "x");
    const query = /\/runs\/.*\/(iterations|steps|inside)$/.test(url) ? "?nodeId=greet" : "";
    return [{ method, url: path + query, named: url.includes(":") }];
  });
}

async function send(method: string, url: string, headers: Record<string, string>) {
  const hasBody = method !== "GET" && method !== "DELETE";
  const upload = /(documents|columns|files)$/.test(url) && method === "POST";
  const body = upload ? form() : hasBody ? JSON.stringify(bodyFor(method, url)) : null;
  const type: Record<string, string> = hasBody && !upload ? { "content-type": "application/json" } : {};
  const answer = await fetch(testServer.url + url, { method, headers: { ...type, ...headers }, body });
  await answer.body?.cancel();
  return answer.status;
}

function bodyFor(method: string, url: string): object {
  if (method === "PATCH" && url.includes("/sources/")) return { mostPages: 1 };
  if (method === "PATCH") return url.includes("/conversations/") ? { title: "taken over" } : { name: "taken over" };
  if (url.endsWith("/messages")) return { text: "x" };
  if (url.endsWith("/feedback")) return { rating: "up" };
  if (url.endsWith("/conversations")) return {};
  if (url.endsWith("/sources")) return { kind: "page", address: "https://example.com/" };
  if (url.endsWith("/search")) return { text: "x", mode: "text" };
  if (url.endsWith("/backfills")) return { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
  if (url.endsWith("/batches")) return { file: things.fileId };
  if (url.endsWith("/dead-letters/replay")) return { letters: [{ partition: 0, offset: 0 }] };
  if (url.includes("/installation/quotas/")) return { quotas: {} };
  if (url.endsWith("/budget")) return { budget: null };
  if (url.endsWith("/embedding")) return { embedding: null };
  if (url.endsWith("/metadata")) return { metadata: {} };
  if (url.endsWith("/decide")) return { approve: true };
  if (url.endsWith("/run-from")) return { nodeId: "greet" };
  if (url.endsWith("/runs")) return { inputs: { name: "x" } };
  return /pipelines\/[^/]+$/.test(url) ? { graph: { nodes: {} }, name: "x" } : {};
}

function form(): FormData {
  const data = new FormData();
  data.set("file", new Blob(["hello"], { type: "text/plain" }), "hello.txt");
  return data;
}

describe("every route", () => {
  test("has a policy, or the process would not have started", () => {
    expect(testServer.http.routePolicies.length).toBeGreaterThan(40);
    for (const { url, policy } of testServer.http.routePolicies) expect(policy, url).toBeTruthy();
  });

  test("of members answers 401 without a key, whatever else is claimed", async () => {
    const claims: Record<string, string>[] = [
      {},
      { "x-middleware-subrequest": "middleware:middleware:middleware", "x-middleware-rewrite": "/" },
      { "x-forwarded-for": "127.0.0.1", "x-forwarded-host": "localhost", "x-forwarded-user": "owner" },
      { "x-patchbay-workspace": ada.workspaceId, "x-patchbay-ip": "127.0.0.1" },
      { authorization: "Bearer wrong" },
      { authorization: "Basic YTpi" },
    ];
    for (const { method, url } of memberRoutes()) {
      for (const claim of claims) {
        const status = await send(method, url, { origin: testServer.url, ...claim });
        expect(status, `${method} ${url} ${JSON.stringify(claim)}`).toBe(401);
      }
    }
  });

  test("answers 404 to the key of another tenant", async () => {
    for (const { method, url, named } of memberRoutes()) {
      if (!named) continue;
      const status = await send(method, url, { authorization: `Bearer ${eve.key}` });
      expect(status, `${method} ${url}`).toBe(404);
    }
  });

  test("of REST pays no heed to cookies", async () => {
    const cookie = await testServer.cookieOf(ada.email);
    expect(await send("GET", "/api/trpc/pipelines.list", { cookie })).toBe(200);
    expect(await send("GET", "/api/v1/pipelines", { cookie })).toBe(401);
  });
});

describe("a mutation with a cookie", () => {
  const ask = (headers: Record<string, string>, type = "application/json") =>
    fetch(`${testServer.url}/api/trpc/pipelines.create`, {
      method: "POST",
      headers: { "content-type": type, ...headers },
      body: "{}",
    });

  test("has to come from a page of our own", async () => {
    const cookie = await testServer.cookieOf(ada.email);
    expect((await ask({ cookie, origin: testServer.url })).status).toBe(200);
    for (const origin of [
      "https://evil.example",
      "null",
      `${testServer.url}.evil.example`,
      testServer.url.replace("http", "ftp"),
    ]) {
      expect((await ask({ cookie, origin })).status, origin).toBe(403);
    }
    expect((await ask({ cookie })).status).toBe(403);
  });

  test("has to be JSON", async () => {
    const cookie = await testServer.cookieOf(ada.email);
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      expect((await ask({ cookie, origin: testServer.url }, type)).status, type).toBe(403);
    }
  });

  test("never goes by GET", async () => {
    const cookie = await testServer.cookieOf(ada.email);
    const answer = await fetch(`${testServer.url}/api/trpc/pipelines.create?input=%7B%7D`, { headers: { cookie } });
    expect(answer.status).toBe(405);
    expect(await ada.api.pipelines.list()).toHaveLength(2);
  });
});

test("sign-up is closed, and sign-in links cannot be requested from outside", async () => {
  for (const path of ["/sign-up/email", "/sign-in/magic-link", "/request-password-reset"]) {
    const answer = await fetch(`${testServer.url}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: testServer.url },
      body: JSON.stringify({ email: "new@example.com", password: "long enough now", name: "New" }),
    });
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
  }
  expect(await testServer.app.db.prisma.user.count()).toBe(2);
});

test("answers carry the headers that keep browsers careful", async () => {
  const { headers } = await fetch(`${testServer.url}/api/v1/openapi.json`);
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
  });
  expect(headers.get("access-control-allow-origin")).toBeNull();
});
