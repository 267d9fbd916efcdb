/** What senders of webhooks may try, and what must not be left behind by it. */
import { request as httpRequest } from "node:http";
import { Writable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLog } from "../../platform/log.ts";
import { openMetrics } from "../../platform/metrics/registry.ts";
import { openHttp } from "../../server/http/http.ts";
import { echo, hooksOf, json, send } from "../api/live/hooks.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let hooks: ReturnType<typeof hooksOf>;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  hooks = hooksOf(testServer, ada);
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

test("the log of a fault on our side does not hold the address", async () => {
  const { url } = await hooks.open(echo({ check: "bearer token" }));
  const lines: string[] = [];
  const out = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const http = await openHttp({ ...testServer.app, metrics: openMetrics("web"), log: openLog("error", "test", out) });
  const path = new URL(url).pathname;
  const { statusCode } = await http.inject({ method: "POST", url: path, payload: "{}" });
  await http.close();
  expect(statusCode).toBe(503);
  expect(lines.join("")).toContain("/api/hooks/");
  expect(lines.join("")).not.toContain(path.split("/").at(-1));
});

test("a body that does not say its length is refused as soon as it is too large", async () => {
  const { id, url } = await hooks.open(echo({ maxKilobytes: 1 }));
  const sent = httpRequest(url, { method: "POST", headers: { "content-type": "text/plain" } });
  // It is never ended: the answer has to come while the sender goes on.
  sent.write("x".repeat(3000));
  const status = await new Promise((resolve, reject) => {
    sent.on("response", (response) => resolve(response.statusCode));
    sent.on("error", reject);
  });
  sent.on("error", () => {}).destroy();
  expect(status).toBe(413);
  expect(await hooks.deliveriesOf(id)).toMatchObject([{ status: 413, accepted: false }]);
  const small = httpRequest(url, { method: "POST", headers: { "content-type": "text/plain" } });
  small.write("in ");
  small.end("chunks");
  const taken = await new Promise((resolve) => small.on("response", (response) => resolve(response.statusCode)));
  expect(taken).toBe(202);
});

test("no file is kept of a request that is refused", async () => {
  const { url } = await hooks.open(echo({}));
  const file = new Blob([Buffer.from([1])], { type: "image/png" });
  const form = (name: string, value: string) => {
    const made = new FormData();
    made.set("file", file, "a.png");
    made.set(name, value);
    return { body: made };
  };
  const many = new FormData();
  for (let n = 0; n < 1001; n++) many.append("file", file, "a.png");
  const bytes = { body: Buffer.from([9]), headers: { "content-type": "image/png" } };
  expect((await send(url, form("__proto__", "x"))).status).toBe(400);
  expect((await send(url, form("a", "b\0c"))).status).toBe(400);
  expect((await send(url, { body: many })).status).toBe(413);
  expect((await send(`${url}?__proto__=1`, bytes)).status).toBe(400);
  expect(await testServer.app.db.prisma.file.count()).toBe(0);
});

test("a delivery that is deleted at the moment when it comes again starts no run without its event", async () => {
  const { id, url } = await hooks.open(echo({}));
  const delivery = json({ n: 1 }, { "webhook-id": "late" });
  expect((await send(url, delivery)).status).toBe(202);
  const { pool, prisma } = testServer.app.db;
  // Its time is over right after it was found.
  const query = pool.query;
  let isGone = false;
  Object.assign(pool, {
    async query(...given: Parameters<typeof query>) {
      const result = await Reflect.apply(query, pool, given);
      const [asked] = given as unknown as [{ text?: string }];
      if (!isGone && asked.text?.includes(`FROM "HookDelivery" WHERE "hookId" =`)) {
        isGone = true;
        await prisma.hookDelivery.deleteMany({ where: { hook: { pipelineId: id } } });
      }
      return result;
    },
  });
  const late = await send(url, delivery);
  Object.assign(pool, { query });
  expect([isGone, late.status]).toEqual([true, 503]);
  const again = await send(url, delivery);
  expect((await hooks.runOf(again.body.runId)).output.the_body).toEqual({ n: 1 });
});

test("headers that hold secrets are not kept, whatever they are called", async () => {
  const { id, url } = await hooks.open(echo({}));
  const names = [
    "x-functions-key",
    "x-auth",
    "x-access-key",
    "ocp-apim-subscription-key",
    "x-goog-iap-jwt-assertion",
    "x-pass",
    "x-credential",
  ];
  const secrets = Object.fromEntries(names.map((name) => [name, "canary"]));
  const { body } = await send(
    url,
    json(1, { ...secrets, "idempotency-key": "k1", "x-author": "Ada", "x-keyboard": "de" }),
  );
  const run = await hooks.runOf(body.runId);
  expect(JSON.stringify(run)).not.toContain("canary");
  expect(run.output.the_headers).toMatchObject({ "idempotency-key": "k1", "x-author": "Ada", "x-keyboard": "de" });
  expect(
    JSON.stringify(await testServer.app.db.prisma.hookDelivery.findMany({ where: { hook: { pipelineId: id } } })),
  ).not.toContain("canary");
});
