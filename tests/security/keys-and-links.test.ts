import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BlobRef } from "../../lib/run.ts";
import { createCaller } from "../../server/api/caller.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { syncEnvironmentKey } from "../../server/auth/api-keys.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const codeOf = (thrown: unknown) => errorData(thrown).code;
const stranger = () => createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: "stranger" });
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

describe("an API key", () => {
  test("stops working the moment it is revoked, and its value is stored nowhere", async () => {
    const { id, key } = await ada.api.apiKeys.create({ name: "script" });
    expect(key).toMatch(/^pb_[\w-]{43}$/);
    expect((await testServer.rest("GET", "/pipelines", { key })).status).toBe(200);
    const stored = JSON.stringify(await testServer.app.db.prisma.apiKey.findMany());
    expect(stored).not.toContain(key);
    expect(JSON.stringify(await ada.api.apiKeys.list())).not.toContain(key);
    await ada.api.apiKeys.revoke({ id });
    expect((await testServer.rest("GET", "/pipelines", { key })).status).toBe(401);
  });

  test("ends at its time, although it was used just before", async () => {
    const expiresAt = new Date(Date.now() + 3000).toISOString();
    const { key } = await ada.api.apiKeys.create({ name: "short", expiresAt });
    expect((await testServer.rest("GET", "/pipelines", { key })).status).toBe(200);
    await expect.poll(async () => (await testServer.rest("GET", "/pipelines", { key })).status).toBe(401);
    expect(new Date().toISOString() >= expiresAt, "not before").toBe(true);
  });

  test("that has just started a run starts no other once it is revoked or over, and is told nothing else", async () => {
    const { id: pipelineId } = await ada.api.pipelines.create({ name: "Greeting", graph: greeting });
    const start = (key: string, more: { path?: string; body?: unknown; headers?: HeadersInit } = {}) =>
      testServer.rest("POST", `/pipelines/${more.path ?? pipelineId}/runs?wait=60`, {
        key,
        body: more.body ?? { inputs: { name: "x" } },
        ...(more.headers ? { headers: more.headers } : {}),
      });
    const runs = () => testServer.app.db.prisma.run.count({ where: { pipelineId } });
    const expiresAt = new Date(Date.now() + 60_000);
    const short = await ada.api.apiKeys.create({ name: "short", expiresAt: expiresAt.toISOString() });
    const { id, key } = await ada.api.apiKeys.create({ name: "script" });
    const once = { "idempotency-key": "once" };
    const first = await start(key, { headers: once });
    expect(first.status).toBe(200);
    expect((await start(short.key)).status).toBe(200);
    // By now both are remembered: a run of theirs proves them as it is accepted, and the same request is still the same run.
    expect((await start(short.key)).status).toBe(200);
    expect(await start(key, { headers: once })).toMatchObject({ status: 200, body: { id: first.body.id } });
    expect((await start(key, { path: "no one" })).status).toBe(404);
    const before = await runs();
    await ada.api.apiKeys.revoke({ id });
    await testServer.app.db.prisma.apiKey.update({ where: { id: short.id }, data: { expiresAt: new Date() } });
    expect((await start(short.key)).status).toBe(401);
    for (const ask of [{}, { headers: once }, { path: "no one" }, { body: { nonsense: 1 } }]) {
      const other = await ada.api.apiKeys.create({ name: "other" });
      expect((await start(other.key)).status).toBe(200);
      await ada.api.apiKeys.revoke({ id: other.id });
      expect((await start(other.key, ask)).status).toBe(401);
    }
    expect((await start(key)).status).toBe(401);
    expect(await runs()).toBe(before + 4);
  });

  test("of the environment works as it is set, and a former value no longer", async () => {
    const { prisma } = testServer.app.db;
    for (const value of ["first-value", "second-value", "second-value"]) {
      await syncEnvironmentKey(prisma, ada.workspaceId, value);
      expect((await testServer.rest("GET", "/pipelines", { key: value })).status).toBe(200);
    }
    // What a key may do is remembered for some seconds.
    await expect
      .poll(async () => (await testServer.rest("GET", "/pipelines", { key: "first-value" })).status)
      .toBe(401);
    await syncEnvironmentKey(prisma, ada.workspaceId, undefined);
    expect(await prisma.apiKey.count({ where: { name: "PATCHBAY_API_KEY" } })).toBe(0);
  });
});

describe("a share link", () => {
  async function link(options: { canRun: boolean; expiresAt?: string; maxRuns?: number }) {
    const config = { template: "Hello {{ name }}", credential: "cred-canary", nested: { collection: "coll-canary" } };
    const graph = { ...greeting, nodes: { ...greeting.nodes, greet: { type: "template", version: 1, config } } };
    const { id } = await ada.api.pipelines.create({ name: "Shared", graph });
    await ada.api.pipelines.publish({ id });
    const share = await ada.api.share.create({ pipelineId: id, versionNumber: 1, ...options });
    return { ...share, pipelineId: id, token: tokenOf(share.url) };
  }

  test("shows the version and nothing that names a credential or a collection", async () => {
    const { token, pipelineId } = await link({ canRun: true });
    const view = await stranger().share.view({ token });
    expect(view).toMatchObject({ name: "Shared", version: 1, canRun: true });
    for (const secret of ["cred-canary", "coll-canary", pipelineId, ada.workspaceId]) {
      expect(JSON.stringify(view)).not.toContain(secret);
    }
  });

  test("runs the shared version, and shows its own runs only", async () => {
    const { token, pipelineId } = await link({ canRun: true });
    const { runId } = await stranger().share.run({ token, inputs: { name: "stranger" } });
    const events: string[] = [];
    for await (const event of await stranger().share.runEvents({ token, runId })) events.push(JSON.stringify(event));
    expect(events.at(-1)).toContain('"run.succeeded"');
    expect(await stranger().share.getRun({ token, runId })).toMatchObject({
      trigger: "share",
      output: { greeting: "Hello stranger" },
    });
    const own = await ada.api.runs.start({ pipelineId, inputs: { name: "ada" }, version: 1 });
    expect(await stranger().share.getRun({ token, runId: own.id }).catch(codeOf)).toBe("not_found");
    const other = await link({ canRun: true });
    expect(await stranger().share.getRun({ token: other.token, runId }).catch(codeOf)).toBe("not_found");
  });

  test("reads the large values of its own runs only", async () => {
    const { token, pipelineId } = await link({ canRun: true });
    const name = "Ann ".repeat(20_000);
    const { runId } = await stranger().share.run({ token, inputs: { name } });
    for await (const _event of await stranger().share.runEvents({ token, runId }));
    const { output } = await stranger().share.getRun({ token, runId });
    const { $blob: blob } = BlobRef.parse(output?.greeting);
    expect(await stranger().share.blob({ token, runId, blob })).toEqual({ value: `Hello ${name}` });

    const own = await ada.api.runs.start({ pipelineId, inputs: { name: `${name}own` }, version: 1 });
    for await (const _event of await ada.api.runs.events({ id: own.id }));
    const secret = BlobRef.parse((await ada.api.runs.get({ id: own.id })).output?.greeting).$blob;
    expect(await stranger().share.blob({ token, runId, blob: secret }).catch(codeOf)).toBe("not_found");
    expect(await stranger().share.blob({ token, runId: own.id, blob: secret }).catch(codeOf)).toBe("not_found");
    const other = await link({ canRun: true });
    expect(await stranger().share.blob({ token: other.token, runId, blob }).catch(codeOf)).toBe("not_found");
  });

  test("stops its own runs only", async () => {
    const { token, pipelineId } = await link({ canRun: true });
    const { runId } = await stranger().share.run({ token, inputs: { name: "stranger" } });
    expect(await stranger().share.cancelRun({ token, runId })).toEqual({ ok: true });
    const own = await ada.api.runs.start({ pipelineId, inputs: { name: "ada" }, version: 1 });
    expect(await stranger().share.cancelRun({ token, runId: own.id }).catch(codeOf)).toBe("not_found");
    const other = await link({ canRun: true });
    expect(await stranger().share.cancelRun({ token: other.token, runId }).catch(codeOf)).toBe("not_found");
  });

  test("takes a token and inputs, and no graph", async () => {
    const { token } = await link({ canRun: true });
    const smuggled = { token, inputs: { name: "x" }, graph: { nodes: {} } };
    expect(await stranger().share.run(smuggled).catch(codeOf)).toBe("bad_input");
  });

  test("that may only be looked at does not run", async () => {
    const { token } = await link({ canRun: false });
    expect(
      await stranger()
        .share.run({ token, inputs: { name: "x" } })
        .catch(codeOf),
    ).toBe("forbidden");
  });

  test("is dead when it is revoked or over", async () => {
    const revoked = await link({ canRun: true });
    await ada.api.share.revoke({ id: revoked.id });
    expect(await stranger().share.view({ token: revoked.token }).catch(codeOf)).toBe("not_found");
    const over = await link({ canRun: true });
    await testServer.app.db.prisma.shareLink.update({ where: { id: over.id }, data: { expiresAt: new Date() } });
    expect(await stranger().share.run({ token: over.token, inputs: {} }).catch(codeOf)).toBe("not_found");
  });

  test("is not listed once it is dead", async () => {
    const { id: pipelineId } = await ada.api.pipelines.create({ name: "Listed", graph: greeting });
    await ada.api.pipelines.publish({ id: pipelineId });
    const make = (more: { expiresAt?: string } = {}) =>
      ada.api.share.create({ pipelineId, versionNumber: 1, canRun: false, ...more });
    const [alive, revoked, over] = [await make(), await make(), await make()];
    await ada.api.share.revoke({ id: revoked.id });
    await testServer.app.db.prisma.shareLink.update({ where: { id: over.id }, data: { expiresAt: new Date() } });
    expect((await ada.api.share.list({ pipelineId })).map(({ id }) => id)).toEqual([alive.id]);
  });

  test("with a number of runs starts that many, also when all are asked for at once", async () => {
    const { token, pipelineId } = await link({ canRun: true, maxRuns: 3 });
    expect(await stranger().share.view({ token })).toMatchObject({ runsLeft: 3 });
    expect(
      await stranger()
        .share.run({ token, inputs: { name: 7, more: "x" } })
        .catch(codeOf),
    ).toBe("bad_input");
    const run = () => stranger().share.run({ token, inputs: { name: "x" } });
    const codes = await Promise.all(Array.from({ length: 6 }, () => run().then(() => "started", codeOf)));
    expect(codes.sort()).toEqual(["forbidden", "forbidden", "forbidden", "started", "started", "started"]);
    expect(await stranger().share.view({ token })).toMatchObject({ runsLeft: 0 });
    expect(await ada.api.share.list({ pipelineId })).toMatchObject([{ maxRuns: 3, runs: 3 }]);
    expect(await testServer.app.db.prisma.run.count({ where: { pipelineId } })).toBe(3);
  });

  test("runs so often a minute and no more", async () => {
    const { token } = await link({ canRun: true });
    const codes: unknown[] = [];
    for (let n = 0; n < 22; n++)
      codes.push(
        await stranger()
          .share.run({ token, inputs: { name: "x" } })
          .catch(codeOf),
      );
    expect(codes.slice(20)).toEqual(["too_many", "too_many"]);
    expect(codes.slice(0, 20)).not.toContain("too_many");
  });
});

describe("an invitation", () => {
  const newcomer = { name: "Bob", email: "bob@example.com", password: "correct horse battery" };

  test("makes one person a member who signs in with their password", async () => {
    const token = tokenOf((await ada.api.invitations.create({ role: "editor", email: "Bob@example.com" })).url);
    expect(await stranger().invitations.view({ token })).toMatchObject({ role: "editor", email: "bob@example.com" });
    const wrong = { ...newcomer, token, email: "mallory@example.com" };
    expect(await stranger().invitations.accept(wrong).catch(codeOf)).toBe("forbidden");
    await stranger().invitations.accept({ ...newcomer, token });
    expect(
      await stranger()
        .invitations.accept({ ...newcomer, token })
        .catch(codeOf),
    ).toBe("not_found");

    const signIn = (password: string) =>
      fetch(`${testServer.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: testServer.url },
        body: JSON.stringify({ email: newcomer.email, password }),
      });
    expect((await signIn("wrong password")).status).toBe(401);
    const cookie = (await signIn(newcomer.password)).headers.getSetCookie().join("; ");
    expect(cookie).toMatch(/HttpOnly.*SameSite=Lax/i);
    const me = await fetch(`${testServer.url}/api/trpc/workspace.current`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ result: { data: { id: ada.workspaceId, role: "editor" } } });
  });

  test("is dead when it is revoked", async () => {
    const { id, url } = await ada.api.invitations.create({ role: "viewer" });
    await ada.api.invitations.revoke({ id });
    expect(
      await stranger()
        .invitations.accept({ ...newcomer, token: tokenOf(url) })
        .catch(codeOf),
    ).toBe("not_found");
  });
});

test("a sign-in link works once", async () => {
  const link = await testServer.app.auth.signInLink(ada.email);
  const first = await fetch(link, { redirect: "manual" });
  expect(first.headers.getSetCookie().join()).toContain("patchbay.session_token");
  const second = await fetch(link, { redirect: "manual" });
  expect(second.headers.getSetCookie().join()).not.toContain("patchbay.session_token");
});

test("a sign-in link never leads to another site", async () => {
  const link = new URL(await testServer.app.auth.signInLink(ada.email));
  link.searchParams.set("callbackURL", "https://evil.example/");
  const answer = await fetch(link, { redirect: "manual", headers: { origin: "https://evil.example" } });
  expect(answer.headers.get("location") ?? "").not.toContain("evil.example");
  expect(answer.headers.getSetCookie().join()).not.toContain("session_token");
});

test("a person of two workspaces says which one they mean; a foreign one is not theirs", async () => {
  const eve = await testServer.tenant("eve");
  const second = { workspaceId: eve.workspaceId, userId: ada.userId, role: "viewer" };
  await testServer.app.db.prisma.membership.create({ data: second });
  const cookie = await testServer.cookieOf(ada.email);
  const current = async (headers: Record<string, string>) => {
    const answer = await fetch(`${testServer.url}/api/trpc/workspace.current`, { headers: { cookie, ...headers } });
    return (await answer.json()).result?.data ?? answer.status;
  };
  expect(await current({})).toMatchObject({ id: ada.workspaceId, role: "owner" });
  expect(await current({ "x-patchbay-workspace": eve.workspaceId })).toMatchObject({
    id: eve.workspaceId,
    role: "viewer",
  });
  expect(await current({ "x-patchbay-workspace": "another" })).toBe(403);
});
