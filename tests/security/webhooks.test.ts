/** The door of webhooks, from the outside: the only one that takes requests of other origins. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { echo, hooksOf, json, responder, send } from "../api/live/hooks.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;
let hooks: ReturnType<typeof hooksOf>;

beforeAll(async () => {
  testServer = await openTestServer();
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  hooks = hooksOf(testServer, ada);
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

test("takes requests of any origin, and no cookie or key counts there", async () => {
  const { url } = await hooks.open(echo({}));
  const cookie = await testServer.cookieOf(ada.email);
  for (const headers of [{ origin: "https://shop.example" }, { origin: "null" }, { cookie }, {}]) {
    expect((await send(url, json(1, headers))).status).toBe(202);
  }
  const wrong = `${testServer.url}/api/hooks/hook_wrong`;
  for (const headers of [{}, { cookie }, { authorization: `Bearer ${ada.key}` }]) {
    expect((await send(wrong, json(1, headers))).status).toBe(404);
    expect((await send(`${wrong}/test`, json(1, headers))).status).toBe(404);
  }
  // Beside it the rule holds as before.
  for (const path of [
    "/api/trpc/pipelines.create",
    "/api/hooks/../trpc/pipelines.create",
    "/api/hooks",
    "/api/files",
  ]) {
    const init = json({}, { cookie, origin: "https://shop.example" });
    expect((await send(testServer.url + path, init)).status, path).toBe(403);
  }
});

test("only a hash of the token is stored, and logs, runs and lists do not hold it", async () => {
  const { id, url } = await hooks.open(echo({}));
  const token = new URL(url).pathname.split("/").at(-1) ?? "";
  expect(token).toMatch(/^hook_[\w-]{43}$/);
  const { body } = await send(url, json({ a: 1 }, { "x-api-key": "canary", "x-my-token": "canary", cookie: "canary" }));
  const run = await hooks.runOf(body.runId);
  const { body: list } = await hooks.call("GET", `/pipelines/${id}/triggers/hook/deliveries`);
  const { body: one } = await hooks.call("GET", `/pipelines/${id}/triggers/hook/deliveries/${list.items[0].id}`);
  const { body: triggers } = await hooks.call("GET", `/pipelines/${id}/triggers`);
  const rows = await testServer.app.db.prisma.hook.findMany();
  const seen = JSON.stringify([run, list, one, triggers, rows]);
  expect(seen).not.toContain(token);
  expect(seen).not.toContain("canary");
});

test("another tenant's addresses and deliveries are not there", async () => {
  const { id, url } = await hooks.open(echo({}));
  await send(url, json({ a: 1 }));
  const [{ id: deliveryId }] = await hooks.deliveriesOf(id);
  const at = `/pipelines/${id}/triggers/hook`;
  for (const [method, path] of [
    ["POST", `${at}/address`],
    ["GET", `${at}/deliveries`],
    ["GET", `${at}/deliveries/${deliveryId}`],
    ["POST", `${at}/deliveries/${deliveryId}/replay`],
  ] as const) {
    const init = method === "POST" ? { key: eve.key, body: {} } : { key: eve.key };
    expect((await testServer.rest(method, path, init)).status, path).toBe(404);
    expect((await testServer.rest(method, path)).status, path).toBe(401);
  }
  // A delivery of one pipeline is not that of another.
  const other = await hooks.open(echo({}));
  const stray = await hooks.call("GET", `/pipelines/${other.id}/triggers/hook/deliveries/${deliveryId}`);
  expect(stray.status).toBe(404);
  const { body: secret } = await hooks.call("GET", `${at}/deliveries`);
  expect(secret.items).toHaveLength(1);
});

test("a viewer gets no address, which would start runs", async () => {
  const { id } = await hooks.open(echo({}));
  const member = { workspaceId: ada.workspaceId, role: "viewer", keyId: "k" } as const;
  const { createCaller } = await import("../../server/api/caller.ts");
  const actor = { kind: "user", user: { id: "v", name: "V", email: "v@example.com" }, ...member } as const;
  const viewer = createCaller({ app: testServer.app, actor, ip: "test" });
  await expect(viewer.hooks.address({ id, nodeId: "hook" })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("what no value may hold is refused before anything is kept", async () => {
  const { id, url } = await hooks.open(echo({ maxKilobytes: 2000 }));
  const typed = (type: string, body: BodyInit) => ({ headers: { "content-type": type }, body });
  const form = new FormData();
  form.set("__proto__", "x");
  const bad: [RequestInit, number][] = [
    [typed("application/json", '{"__proto__": {"isAdmin": true}}'), 400],
    [typed("application/json", '{"constructor": {"prototype": {}}}'), 400],
    [typed("application/json", "[".repeat(100_000)), 400],
    [typed("application/json", "{"), 400],
    [typed("application/json", '{"a": "\\u0000"}'), 400],
    [typed("text/plain", "a\0b"), 400],
    [typed("text/plain", Buffer.from([0xff, 0xfe])), 400],
    [typed("application/x-www-form-urlencoded", "__proto__=1"), 400],
    [typed("application/x-www-form-urlencoded", "a=1&".repeat(2000)), 413],
    [typed("multipart/form-data; boundary=x", "no parts"), 400],
    [{ body: form }, 400],
  ];
  for (const [init, status] of bad) {
    const answered = await send(url, init);
    expect([answered.status, typeof answered.body.message], String(init.body).slice(0, 60)).toEqual([status, "string"]);
  }
  expect((await send(`${url}?__proto__=1`, json(1))).status).toBe(400);
  expect((await hooks.call("GET", `/runs?pipelineId=${id}`)).body.items).toEqual([]);
  expect(await testServer.app.db.prisma.file.count()).toBe(0);
});

test("a page that a pipeline answers with has no origin, and no cookie or header of ours can be set by it", async () => {
  const headers =
    '{"content-type": "text/html", "Set-Cookie": "a=b", "Content-Security-Policy": "", "access-control-allow-origin": "*"}';
  const { url } = await hooks.open(responder({ headers, body: '"<script>fetch(1)</script>"' }));
  const answered = await send(url, json({}));
  expect(answered.text).toBe("<script>fetch(1)</script>");
  expect(answered.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
  for (const name of ["set-cookie", "access-control-allow-origin"]) expect(answered.headers.get(name)).toBeNull();
});
