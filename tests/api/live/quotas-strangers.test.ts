/** What strangers meet while a quota leaves no room: behind forms, share links and shared chats. Nothing of amounts. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Quotas } from "../../../lib/access/quotas.ts";
import { setQuotas } from "../../../platform/quotas/quotas.ts";
import { createCaller } from "../../../server/api/caller.ts";
import { errorData } from "../../../server/api/shared/error-shape.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { hooksOf, send } from "./hooks.ts";

let testServer: TestServer;

beforeAll(async () => {
  testServer = await openTestServer();
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const limit = (tenant: Tenant, quotas: Quotas) => setQuotas(testServer.app.db, tenant.workspaceId, quotas);
const stranger = (name: string) =>
  createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: `of ${name} ${crypto.randomUUID()}` });
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
const words = "Nothing further can be accepted here at the moment. Try again later.";

async function shared(tenant: Tenant, wish: object) {
  const { id } = await tenant.api.pipelines.create({ name: "Greeting", graph: greeting });
  await tenant.api.pipelines.publish({ id });
  const link = { pipelineId: id, versionNumber: 1, canRun: true, ...wish };
  return { id, token: tokenOf((await tenant.api.share.create(link)).url) };
}

const form = {
  nodes: {
    hook: {
      type: "form",
      version: 1,
      config: {
        fields: [
          { name: "name", kind: "text" },
          { name: "photo", kind: "file", optional: true },
        ],
      },
    },
    out: { type: "output", version: 1, config: { fields: [{ name: "who", kind: "any" }] } },
  },
  edges: [{ id: "a", from: { node: "hook", port: "name" }, to: { node: "out", port: "who" } }],
};

async function submit(url: string, key: string, photo?: File) {
  const body = new FormData();
  body.set("submission", JSON.stringify({ values: { name: "Ada" }, website: "" }));
  if (photo) body.set("file:photo", photo);
  return await send(url.replace("/form/", "/api/forms/"), { body, headers: { "idempotency-key": key } });
}

async function triggerOf(tenant: Tenant, id: string) {
  const { body } = await testServer.rest("GET", `/pipelines/${id}/triggers`, { key: tenant.key });
  return body.triggers[0];
}

test("a form says that it takes nothing now; what was sent is kept, and is one run when it is sent again", async () => {
  const ada = await testServer.tenant("ada");
  const hooks = hooksOf(testServer, ada);
  const { id, url } = await hooks.open(form);
  await limit(ada, { runsPerDay: 0 });
  const key = crypto.randomUUID();
  const refused = await submit(url, key);
  expect(refused).toMatchObject({ status: 429, body: { code: "over_run_quota", message: words } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await hooks.deliveriesOf(id)).toMatchObject([{ status: 429, runId: null }]);
  expect((await triggerOf(ada, id)).error?.message).toContain("quota of runs a day is 0");

  await limit(ada, {});
  for (let times = 0; times < 2; times += 1) expect((await submit(url, key)).status).toBe(202);
  const { items } = (await hooks.call("GET", `/runs?pipelineId=${id}`)).body;
  expect(items).toHaveLength(1);
  expect((await triggerOf(ada, id)).error).toBeNull();
});

test("a form that has no room for a file says so, and its members read why", async () => {
  const bea = await testServer.tenant("bea");
  const hooks = hooksOf(testServer, bea);
  const { id, url } = await hooks.open(form);
  await limit(bea, { storageBytes: 10 });
  const photo = new File([new Uint8Array(100)], "lamp.png", { type: "image/png" });
  const refused = await submit(url, crypto.randomUUID(), photo);
  expect(refused).toMatchObject({ status: 403, body: { code: "over_quota" } });
  expect(refused.body.message).toContain("Send it without the file");
  expect(refused.body.message).not.toMatch(/\d/);
  expect(await hooks.deliveriesOf(id)).toMatchObject([{ status: 403, runId: null }]);
  expect((await triggerOf(bea, id)).error?.message).toContain("0 bytes of 10 bytes used");
  expect((await submit(url, crypto.randomUUID())).status, "without the file").toBe(202);
});

test("a share link says no amounts, and a refused run is none of those that it is good for", async () => {
  const cyd = await testServer.tenant("cyd");
  const { id, token } = await shared(cyd, { maxRuns: 1 });
  await limit(cyd, { runsPerDay: 0 });
  const start = () => stranger("cyd").share.run({ token, inputs: { name: "Eve" } });
  expect(await start().catch(errorData)).toMatchObject({ code: "over_run_quota", userMessage: words });
  expect(await stranger("cyd").share.view({ token })).toMatchObject({ runsLeft: 1 });
  // Its members read which quota it is.
  const own = await cyd.api.runs.start({ pipelineId: id, inputs: { name: "cyd" }, version: 1 }).catch(errorData);
  expect(own).toMatchObject({ userMessage: expect.stringContaining("quota of runs a day is 0") });
  await limit(cyd, {});
  await start();
  expect(await stranger("cyd").share.view({ token })).toMatchObject({ runsLeft: 0 });
});

test("a shared chat keeps no question that was not taken, and goes on when there is room", async () => {
  const dan = await testServer.tenant("dan");
  const { token } = await shared(dan, { page: "chat" });
  const who = { token, visitor: "eve ".padEnd(32, "x") };
  const { id } = await stranger("dan").sharedChat.create(who);
  await limit(dan, { runsPerDay: 0 });
  const ask = () => stranger("dan").sharedChat.send({ ...who, id, text: "Eve" });
  expect(await ask().catch(errorData)).toMatchObject({ code: "over_run_quota", userMessage: words });
  expect((await stranger("dan").sharedChat.get({ ...who, id })).turns).toEqual([]);
  await limit(dan, {});
  await ask();
  const turns = async () => (await stranger("dan").sharedChat.get({ ...who, id })).turns;
  await expect.poll(turns).toMatchObject([{ question: "Eve", answer: "Hello Eve" }]);
});
