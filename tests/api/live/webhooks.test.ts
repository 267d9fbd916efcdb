/** Webhooks over HTTP: what reaches the pipeline, what is answered, and what is kept. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { echo, hooksOf, json, responder, send } from "./hooks.ts";

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

test("a request starts a run with its body, headers, query and method, and is kept", async () => {
  const { id, url } = await hooks.open(echo({ methods: "POST, PUT" }));
  const given = json({ order: 7, big: 1 }, { "x-shop": "berlin", authorization: "Bearer secret", cookie: "a=b" });
  const answered = await send(`${url}?a=1&a=2&b=x`, given);
  expect(answered.status).toBe(202);
  const run = await hooks.runOf(answered.body.runId);
  expect(run).toMatchObject({ trigger: "webhook", triggerNode: "hook", version: 1 });
  expect(run.output).toMatchObject({
    the_body: { order: 7, big: 1 },
    the_headers: { "x-shop": "berlin", "content-type": "application/json" },
    the_query: { a: ["1", "2"], b: "x" },
    the_method: "POST",
  });
  expect(run.output).not.toHaveProperty("the_file");
  expect(JSON.stringify(run)).not.toMatch(/Bearer|a=b/);
  expect((await send(url, { method: "PUT" })).status).toBe(202);
  await expect
    .poll(async () => (await hooks.deliveriesOf(id)).map((each: { status: number }) => each.status))
    .toEqual([202, 202]);
  const [, first] = await hooks.deliveriesOf(id);
  expect(first).toMatchObject({ method: "POST", runId: answered.body.runId, accepted: true, isTest: false });
  const { body: detail } = await hooks.call("GET", `/pipelines/${id}/triggers/hook/deliveries/${first.id}`);
  expect(detail.event.body).toEqual({ order: 7, big: 1 });
  const { body: triggers } = await hooks.call("GET", `/pipelines/${id}/triggers`);
  expect(triggers.triggers[0]).toMatchObject({ type: "webhook", state: "on", events: 2, nextTimes: [] });

  const replay = await hooks.call("POST", `/pipelines/${id}/triggers/hook/deliveries/${first.id}/replay`);
  expect(replay.body.runId).not.toBe(answered.body.runId);
  expect((await hooks.runOf(replay.body.runId)).output.the_body).toEqual({ order: 7, big: 1 });
  await expect
    .poll(async () => (await hooks.deliveriesOf(id))[0])
    .toMatchObject({ replayOf: first.id, runId: replay.body.runId });
});

test("a body is read by its type, or as the settings say", async () => {
  const { url } = await hooks.open(echo({}));
  const outcome = async (init: RequestInit) => (await hooks.runOf((await send(url, init)).body.runId)).output;
  expect(
    (
      await outcome({
        body: new URLSearchParams([
          ["a", "1"],
          ["a", "2"],
          ["b", "ü"],
        ]),
      })
    ).the_body,
  ).toEqual({
    a: ["1", "2"],
    b: "ü",
  });
  expect((await outcome({ body: "plain words", headers: { "content-type": "text/plain" } })).the_body).toBe(
    "plain words",
  );
  expect((await outcome({})).the_body).toBeNull();
  const form = new FormData();
  form.set("title", "A photo");
  form.set("photo", new Blob([Buffer.from([1, 2, 3])], { type: "image/png" }), "me.png");
  const multi = await outcome({ body: form });
  expect(multi.the_body).toMatchObject({ title: "A photo", photo: { name: "me.png", mime: "image/png", bytes: 3 } });
  expect(multi.the_file).toEqual(multi.the_body.photo);
  const bytes = await outcome({ body: Buffer.from([9, 8]), headers: { "content-type": "application/pdf" } });
  expect(bytes.the_file).toMatchObject({ name: "body", mime: "application/pdf", bytes: 2 });
  const stored = await testServer.app.db.prisma.file.findUniqueOrThrow({ where: { id: bytes.the_file.id } });
  expect([stored.workspaceId, ...(stored.data ?? [])]).toEqual([ada.workspaceId, 9, 8]);
  const large = await outcome({ body: '{"id": 7615917337495251231}', headers: { "content-type": "application/json" } });
  expect(typeof large.the_body.id).toBe("number");

  const asText = await hooks.open(echo({ body: "text" }));
  const run = await hooks.runOf((await send(asText.url, json({ a: 1 }))).body.runId);
  expect(run.output.the_body).toBe('{"a":1}');
});

test("a CloudEvent in any mode gives its data and its attributes, and one event is one run", async () => {
  const { id, url } = await hooks.open(echo({ body: "CloudEvent" }));
  const inputOf = async (runId: string) => {
    await hooks.runOf(runId);
    return (await testServer.app.db.prisma.run.findUniqueOrThrow({ where: { id: runId } })).input;
  };
  const binary = {
    body: '{"n":1}',
    headers: {
      ...{ "content-type": "application/json", "ce-specversion": "1.0", "ce-id": "e1", "ce-source": "/shop" },
      ...{ "ce-type": "shop.paid", "ce-city": "K%C3%B6ln" },
    },
  };
  const first = (await send(url, binary)).body.runId;
  const attributes = { specversion: "1.0", id: "e1", source: "/shop", type: "shop.paid" };
  expect(await inputOf(first)).toMatchObject({
    body: { n: 1 },
    attributes: { ...attributes, city: "Köln", datacontenttype: "application/json" },
  });
  const as = (type: string, value: unknown) => ({
    body: JSON.stringify(value),
    headers: { "content-type": `application/${type}` },
  });
  // The same source and id.
  expect((await send(url, as("cloudevents+json", { ...attributes, data: 9 }))).body.runId).toBe(first);
  const other = { ...attributes, id: "e2", data: "words" };
  const second = (await send(url, as("cloudevents+json", other))).body.runId;
  expect(await inputOf(second)).toMatchObject({ body: "words", attributes: { ...attributes, id: "e2" } });
  const batch = (await send(url, as("cloudevents-batch+json", [other, { ...attributes, data: 1 }]))).body.runId;
  expect(await inputOf(batch)).toMatchObject({ body: ["words", 1], attributes: [{ id: "e2" }, attributes] });
  const refused = await send(url, { body: "{}", headers: { "content-type": "application/json" } });
  expect(refused).toMatchObject({ status: 400, body: { message: expect.stringMatching(/not a CloudEvent/) } });
  expect(await hooks.deliveriesOf(id)).toHaveLength(4);
});

test("requests with the same delivery id make one run, whatever else is in them", async () => {
  const { id, url } = await hooks.open(echo({}));
  const first = await send(url, json({ n: 1 }, { "x-github-delivery": "d-1", date: "now" }));
  const again = await send(url, json({ n: 2 }, { "x-github-delivery": "d-1", date: "later" }));
  expect(again.body).toEqual({ runId: first.body.runId, isRepeated: true });
  const other = await send(url, json({ n: 1 }, { "x-github-delivery": "d-2" }));
  expect(other.body.runId).not.toBe(first.body.runId);
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, n) => send(url, json({ n }, { "idempotency-key": "k" }))),
  );
  expect(new Set(many.map(({ body }) => body.runId)).size).toBe(1);
  const runs = (await hooks.call("GET", `/runs?pipelineId=${id}`)).body.items;
  expect(runs).toHaveLength(3);
  const own = await hooks.open(echo({ deliveryHeader: "X-Id" }));
  const [a, b] = [await send(own.url, json(1, { "x-id": "1" })), await send(own.url, json(1, { "x-id": "1" }))];
  expect(b.body.runId).toBe(a.body.runId);
  const plain = await send(own.url, json(1, { "x-github-delivery": "1" }));
  expect(plain.body.isRepeated).toBeUndefined();
});

test("a webhook that waits answers with the output, or with what its fields say", async () => {
  const { url } = await hooks.open(echo({ answer: "wait for the output" }));
  const plain = await send(url, json({ a: 1 }));
  expect([plain.status, plain.body.the_body]).toEqual([200, { a: 1 }]);

  const made = await hooks.open(
    responder({
      status: "201",
      headers: '{"content-type": "text/html", "set-cookie": "a=b"}',
      body: '"<b>" & name & "</b>"',
    }),
  );
  const response = await send(made.url, json({ name: "hi" }));
  expect([response.status, response.text, response.headers.get("content-type")]).toEqual([
    201,
    "<b>hi</b>",
    "text/html",
  ]);
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(response.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
});

test("a webhook that streams sends the output as an event", async () => {
  const { url } = await hooks.open(echo({ answer: "stream" }));
  const response = await send(url, json({ a: 1 }));
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const events = [...response.text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => [
    name,
    JSON.parse(data ?? ""),
  ]);
  expect(events.map(([name]) => name)).toEqual(["run", "output"]);
  expect(events[1]?.[1].the_body).toEqual({ a: 1 });
});
