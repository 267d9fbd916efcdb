/** Webhooks over HTTP: which requests are refused, and where they arrive. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { echo, hooksOf, json, send } from "./hooks.ts";

let testServer: TestServer;
let ada: Tenant;
let hooks: ReturnType<typeof hooksOf>;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  hooks = hooksOf(testServer, ada);
  await testServer.work();
});
afterAll(() => cleanUp.disposeAsync());

test("signatures and tokens are checked with secrets of the workspace", async () => {
  const secret = { provider: "secret", baseUrl: "", secret: "s3cret" } as const;
  const { id: credential } = await ada.api.credentials.create({ name: "GitHub", ...secret });
  const { id, url } = await hooks.open(echo({ check: "GitHub", credential }));
  const body = JSON.stringify({ zen: "Keep it  logically awesome." });
  const signature = `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`;
  const signed = { "content-type": "application/json", "x-hub-signature-256": signature };
  expect((await send(url, { body, headers: signed })).status).toBe(202);
  const wrong = await send(url, { body: `${body} `, headers: signed });
  expect([wrong.status, wrong.body.code]).toEqual([403, "forbidden"]);
  expect((await send(url, { body, headers: { "content-type": "application/json" } })).status).toBe(403);
  const { body: triggers } = await hooks.call("GET", `/pipelines/${id}/triggers`);
  expect(triggers.triggers[0]).toMatchObject({ state: "problem", events: 1 });
  expect(triggers.triggers[0].error.message).toMatch(
    /^A request was answered with 403: .*X-Hub-Signature-256 is missing/,
  );
  expect((await hooks.deliveriesOf(id)).map((each: { accepted: boolean }) => each.accepted)).toEqual([
    false,
    false,
    true,
  ]);

  const bearer = await hooks.open(echo({ check: "bearer token", credential }));
  expect((await send(bearer.url, json(1, { authorization: "Bearer s3cret" }))).status).toBe(202);
  const refused = await send(bearer.url, json(1, { authorization: "Bearer other" }));
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);

  // A key of a provider is never compared with what a stranger sends.
  const ollama = { name: "o", provider: "ollama", baseUrl: "http://localhost:11434", secret: "s3cret" } as const;
  const { id: foreign } = await ada.api.credentials.create(ollama);
  const mistaken = await hooks.open(echo({ check: "bearer token", credential: foreign }));
  const answered = await send(mistaken.url, json(1, { authorization: "Bearer s3cret" }));
  expect([answered.status, answered.body.message]).toEqual([
    503,
    "This webhook cannot check requests: its secret is missing. Choose a credential of the kind “Shared secret” in its settings.",
  ]);
});

test("limits of size, of methods and of requests a minute are said", async () => {
  const { url } = await hooks.open(echo({ maxKilobytes: 1, perMinute: 5 }));
  const large = await send(url, { body: "x".repeat(1001), headers: { "content-type": "text/plain" } });
  expect([large.status, large.body.message]).toEqual([
    413,
    "The body is too large: this webhook takes 1 kB at most. Send less, or raise the limit in its settings.",
  ]);
  const get = await send(url, { method: "GET" });
  expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  for (let n = 0; n < 3; n++) expect((await send(url)).status).toBe(202);
  const busy = await send(url);
  expect(busy.status).toBe(429);
  expect(Number(busy.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("switched off it says so, and the test address keeps a test by the settings of the draft", async () => {
  const { id, url, testUrl } = await hooks.open(echo({}), false);
  const off = await send(url, json({ a: 1 }));
  expect([off.status, off.body.message]).toEqual([
    409,
    "This webhook is switched off. Switch its pipeline on in Patchbay, or send tests to its test address.",
  ]);
  const tried = await send(testUrl, json({ a: 1 }));
  expect([tried.status, tried.body.isTest]).toEqual([202, true]);
  const [kept] = await hooks.deliveriesOf(id);
  expect(kept).toMatchObject({ isTest: true, accepted: true, runId: null });
  expect((await hooks.call("GET", `/runs?pipelineId=${id}`)).body.items).toEqual([]);
  await hooks.call("POST", `/pipelines/${id}/versions`);
  await hooks.call("POST", `/pipelines/${id}/activate`);
  expect((await send(url, json({ a: 1 }))).status).toBe(202);
  await hooks.call("POST", `/pipelines/${id}/deactivate`);
  expect((await send(url, json({ a: 1 }))).status).toBe(409);
});

test("a new address takes the place of the former one", async () => {
  const { id, url } = await hooks.open(echo({}));
  const ask = (body: object = {}) => hooks.call("POST", `/pipelines/${id}/triggers/hook/address`, body);
  expect((await ask()).body.url).toContain(new URL(url).pathname);
  const { body: next } = await ask({ rotate: true });
  expect(new URL(next.url).pathname).not.toBe(new URL(url).pathname);
  expect((await send(url)).status).toBe(404);
  expect((await send(testServer.url + new URL(next.url).pathname)).status).toBe(202);
  const unknown = await hooks.call("POST", `/pipelines/${id}/triggers/out/address`, {});
  expect([unknown.status, unknown.body.message]).toEqual([
    404,
    "The pipeline has no node “out” that has an address, such as Webhook.",
  ]);
});
