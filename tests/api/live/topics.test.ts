import { afterAll, beforeAll, expect, test } from "vitest";
import { graphOf } from "../../engine/fixtures.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let server: TestServer;
let ada: Tenant;

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.tenant("ada");
  await server.work();
});
afterAll(() => server[Symbol.asyncDispose]());

const rest = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  server.rest(method, path, { key: ada.key, headers, ...(body === undefined ? {} : { body }) });

async function lines(topic: string, text: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/v1/topics/${topic}/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.key}`, "content-type": "application/x-ndjson", ...headers },
    body: text,
  });
  return { status: response.status, body: await response.json() };
}

test("a topic is made, published to and looked at over REST", async () => {
  const made = await rest("POST", "/topics", { name: "interactions", partitions: 3 });
  expect(made).toMatchObject({
    status: 201,
    body: { name: "interactions", partitions: 3, retentionHours: 168, kafkaTopic: null },
  });
  const events = [
    { key: "user-1", value: { item: "Dracula" }, headers: { kind: "click" }, timestamp: "2026-01-31T12:00:00Z" },
    { key: "user-1", value: "as it is" },
    { value: null, partition: 0 },
  ];
  const published = await rest("POST", "/topics/interactions/events", events);
  // Java's partition of user-1 among three is 2.
  const places = [
    { partition: 2, offset: 0 },
    { partition: 2, offset: 1 },
    { partition: 0, offset: 0 },
  ];
  expect(published).toMatchObject({ status: 201, body: { events: places } });
  const { body: found } = await rest("GET", "/topics/interactions/events?limit=10");
  expect(found).toHaveLength(3);
  expect(found.at(-1)).toEqual({
    ...{ partition: 2, offset: 0, timestamp: "2026-01-31T12:00:00.000Z" },
    key: { text: "user-1", encoding: "utf-8" },
    value: { text: '{"item":"Dracula"}', encoding: "utf-8" },
    headers: [{ name: "kind", value: { text: "click", encoding: "utf-8" } }],
  });
  expect(found.find((one: { value: unknown }) => one.value === null)).toMatchObject({ key: null, partition: 0 });
  expect((await rest("GET", "/topics/interactions")).body.ends).toEqual([
    { partition: 0, first: 0, next: 1 },
    { partition: 1, first: 0, next: 0 },
    { partition: 2, first: 0, next: 2 },
  ]);
  expect((await rest("GET", "/topics")).body).toMatchObject([{ name: "interactions" }]);
  expect(await rest("POST", "/topics", { name: "interactions" })).toMatchObject({ status: 409 });
});

test("a request that is repeated with its Idempotency-Key publishes nothing twice", async () => {
  await rest("POST", "/topics", { name: "once", partitions: 1 });
  const key = { "idempotency-key": "order-7" };
  const first = await lines("once", '{"value": 1}\n\n{"value": 2}\n', key);
  expect(first).toMatchObject({ status: 201, body: { events: [{ offset: 0 }, { offset: 1 }] } });
  expect(await lines("once", '{"value": 1}\n{"value": 2}', key)).toEqual(first);
  expect(await lines("once", '{"value": 3}', { "idempotency-key": "order-8" })).toMatchObject({
    body: { events: [{ offset: 2 }] },
  });
  for (const other of ['{"value": 1}', '{"value": 1}\n{"value": 3}', '{"value": 1}\n{"value": 2}\n{"value": 3}']) {
    expect(await lines("once", other, key)).toMatchObject({
      status: 409,
      body: { message: /Another request with this Idempotency-Key/ },
    });
  }
  // A request that was refused leaves its key free, and a key belongs to a topic.
  const wrong = await lines("once", '{"value": 4, "partition": 1}', { "idempotency-key": "order-9" });
  expect(wrong).toMatchObject({ status: 404, body: { message: /the partitions 0 to 0/ } });
  expect(await lines("once", '{"value": 4}', { "idempotency-key": "order-9" })).toMatchObject({
    body: { events: [{ offset: 3 }] },
  });
  await rest("POST", "/topics", { name: "twice", partitions: 1 });
  expect(await lines("twice", '{"value": 5}', key)).toMatchObject({ status: 201, body: { events: [{ offset: 0 }] } });
});

test("what cannot be published is answered with what to do", async () => {
  await rest("POST", "/topics", { name: "strict", partitions: 1 });
  const publish = (body: unknown) => rest("POST", "/topics/strict/events", body);
  expect(await rest("POST", "/topics/nowhere/events", [{ value: 1 }])).toMatchObject({
    status: 404,
    body: { message: /There is no topic “nowhere”. Create it/ },
  });
  expect(await publish({ value: 1 })).toMatchObject({ status: 400, body: { message: /Should be of type array/ } });
  expect(await publish([])).toMatchObject({ status: 400, body: { message: /Send one event at least/ } });
  expect(await publish([{ value: 1 }, { valeu: 2 }])).toMatchObject({
    status: 400,
    body: { issues: [{ path: "1.value" }, {}] },
  });
  expect(await publish([{ value: 1, partition: 1 }])).toMatchObject({ body: { message: /the partitions 0 to 0/ } });
  expect(await publish([{ value: "x".repeat(1_000_001) }])).toMatchObject({ status: 413 });
  expect(await lines("strict", '{"value": 1}\n{"value": ')).toMatchObject({
    status: 400,
    body: { message: "Line 2: this is not valid JSON. Check quotes and commas." },
  });
  expect((await rest("GET", "/topics/strict/events")).body).toEqual([]);
  expect(await lines("strict", '{"value": {"id": 12345678901234567890}}')).toMatchObject({ status: 201 });
  expect((await rest("GET", "/topics/strict/events")).body).toMatchObject([
    { value: { text: '{"id":12345678901234567890}', encoding: "utf-8" } },
  ]);
  const { key } = await server.tenant("eve");
  expect(await server.rest("GET", "/topics/strict/events", { key })).toMatchObject({ status: 404 });
  expect(await rest("DELETE", "/topics/strict")).toMatchObject({ status: 200 });
  expect(await rest("GET", "/topics/strict")).toMatchObject({ status: 404 });
});

test("a run publishes an event", async () => {
  await rest("POST", "/topics", { name: "out", partitions: 1 });
  const graph = graphOf(
    {
      in: ["input", { fields: [{ name: "user", kind: "text" }] }],
      send: ["publish", { topic: "out", key: "{{ user }}" }],
      out: ["output", { fields: [{ name: "offset", kind: "number" }] }],
    },
    ["in.user > send.user", "in.user > send.value", "send.offset > out.offset"],
  );
  const { id } = await ada.api.pipelines.create({ name: "Publish", graph });
  const run = await rest("POST", `/pipelines/${id}/runs?wait=60`, { inputs: { user: "ada" } });
  expect(run.body).toMatchObject({ status: "succeeded", output: { offset: 0 } });
  expect((await rest("GET", "/topics/out/events")).body).toMatchObject([
    { key: { text: "ada" }, value: { text: "ada" } },
  ]);
});
