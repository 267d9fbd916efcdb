/** Publishing over REST by the schema that a registry has. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSchemaRegistries } from "../../../nodes/events/registry/schema-registry.ts";
import { loopbackFetch } from "../../helpers/node.ts";
import { type HttpPeer, httpPeer } from "../../helpers/peers/http-peer.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const order = {
  type: "record",
  name: "Order",
  fields: [
    { name: "id", type: "long" },
    { name: "total", type: { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 } },
  ],
};
const proto = 'syntax = "proto3"; message First { int32 n = 1; } message Order { message Line { int64 id = 1; } }';
const large = {
  type: "record",
  name: "Large",
  fields: [{ name: "text", type: "string", default: "x".repeat(900_000) }],
};
const schemas = [
  { id: 9, subject: "large", version: 1, schema: JSON.stringify(large) },
  { id: 10, subject: "larges", version: 1, schema: JSON.stringify({ type: "array", items: large }) },
  { id: 11, subject: "torn", version: 1, schema: '{"type":', schemaType: "JSON" },
  { id: 12, subject: "nothing", version: 1, schema: "null", schemaType: "JSON" },
  { id: 13, subject: "number", version: 1, schema: "3", schemaType: "JSON" },
  { id: 7, subject: "orders-value", version: 1, schema: JSON.stringify(order) },
  { id: 8, subject: "shop", version: 3, schema: proto, schemaType: "PROTOBUF" },
];

let server: TestServer;
let ada: Tenant;
let registry: HttpPeer;
const says = { status: 0 };

beforeAll(async () => {
  registry = await httpPeer(({ path, headers }, response) => {
    const found = schemas.find(
      ({ id, subject, version }) =>
        path === `/schemas/ids/${id}` || new RegExp(`^/subjects/${subject}/versions/(${version}|latest)$`).test(path),
    );
    response.statusCode = says.status || (headers.authorization === "Bearer wrong" ? 401 : found ? 200 : 404);
    response.end(JSON.stringify(found ?? { error_code: 40401, message: "not found" }));
  });
  server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: "127.0.0.1" });
  ada = await server.tenant("ada");
  await ada.api.topics.create({ name: "orders", partitions: 1 });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const publish = (body: object, headers: Record<string, string> = {}, key = ada.key) =>
  server.rest("POST", "/topics/orders/events", { key, headers, body });
const by = (more: object = {}) => ({ registry: registry.url, ...more });
const count = async () => (await ada.api.topics.get({ name: "orders" })).ends[0]?.next;

async function lastRead() {
  const [event] = await ada.api.topics.events({ name: "orders", limit: 1 });
  const { text, encoding } = event?.value ?? { text: "", encoding: "utf-8" };
  const at = { workspaceId: "w", address: registry.url, credential: "" };
  return await openSchemaRegistries(() => loopbackFetch).read(Buffer.from(text, encoding), at);
}

test("values are written by the schema of the topic's subject, and read with every digit", async () => {
  const value = { id: 7615917337495251231n, total: "12.30" };
  const text = `{"schema":{"registry":"${registry.url}"},"events":[{"key":"a","value":{"id":7615917337495251231,"total":"12.30"}}]}`;
  const answer = await fetch(`${server.url}/api/v1/topics/orders/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.key}`, "content-type": "application/json" },
    body: text,
  });
  expect(answer.status).toBe(201);
  expect(await lastRead()).toEqual(value);
  expect(registry.requests.every(({ method }) => method === "GET")).toBe(true);
});

test("a subject, a version and a message of a Protobuf schema can be named; null is a tombstone", async () => {
  const line = { schema: by({ subject: "shop", version: 3, message: "Order.Line" }), events: [{ value: { id: "9" } }] };
  expect((await publish(line)).status).toBe(201);
  expect(await lastRead()).toEqual({ id: 9 });
  expect((await publish({ schema: by(), events: [{ key: "a", value: null }] })).status).toBe(201);
  const [tombstone] = await ada.api.topics.events({ name: "orders", limit: 1 });
  expect(tombstone?.value).toBeNull();
});

test("values that do not fit are named by the index of their event, and nothing of the request is published", async () => {
  const before = await count();
  const good = { value: { id: 1, total: "1.00" } };
  const bad = [{ value: { id: "x", total: "1" } }, good, { value: { id: 1, total: "1.005" } }];
  const { status, body } = await publish({ schema: by(), events: [good, ...bad] });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: "bad_input",
    message: expect.stringMatching(/^The request is not valid\. events\.1\.value\.id: It takes a whole number/),
    issues: [
      { path: "events.1.value.id", message: expect.stringMatching(/whole number/) },
      { path: "events.3.value.total", message: expect.stringMatching(/more than 2 digits/) },
    ],
  });
  expect(await count()).toBe(before);
});

test("what is wrong with the schema, the registry or the body is told, and published is nothing", async () => {
  const before = await count();
  const events = [{ value: { id: 1, total: "1" } }];
  const told = async (body: object) => {
    const answer = await publish(body);
    return `${answer.status} ${answer.body.message}`;
  };
  expect(await told({ schema: by({ subject: "none" }), events })).toMatch(/^400 The registry .* of the subject “none”/);
  expect(await told({ schema: by({ registry: "ftp://x" }), events })).toMatch(/^400 .*schema\.registry/);
  expect(await told({ schema: by({ version: 0 }), events })).toMatch(/^400 .*schema\.version/);
  expect(await told({ schema: by({ credential: "none" }), events })).toMatch(/^4\d\d .*credential/i);
  expect(await told({ schema: by(), events: [] })).toMatch(/^400 .*events: Send one event at least/);
  expect(await told({ events, more: 1 })).toMatch(/^400 .*more/);
  says.status = 503;
  expect(await told({ schema: by({ subject: "later" }), events })).toMatch(/^503 .* answered 503\. Nothing was/);
  says.status = 401;
  expect(await told({ schema: by({ subject: "later" }), events })).toMatch(
    /^503 .*Check the credential of the request/,
  );
  says.status = 0;
  expect(await count()).toBe(before);
});

test("an Idempotency-Key publishes once, and is another request under another schema", async () => {
  const headers = { "idempotency-key": "once" };
  const body = { schema: by(), events: [{ value: { id: 5, total: "5" } }] };
  const first = await publish(body, headers);
  expect(first.status).toBe(201);
  expect((await publish(body, headers)).body).toEqual(first.body);
  expect((await publish({ ...body, schema: by({ version: 1 }) }, headers)).status).toBe(409);
});

test("a key that may publish and make no pipelines sends no request to an address of its choice", async () => {
  const { key } = await ada.api.apiKeys.create({ name: "publisher", scopes: ["topics.publish"] });
  const asked = registry.requests.length;
  const events = [{ value: 1 }];
  expect((await publish({ schema: by(), events }, {}, key)).status).toBe(403);
  expect(registry.requests).toHaveLength(asked);
  expect((await publish({ events }, {}, key)).status).toBe(201);
  expect((await publish(events, {}, key)).status).toBe(201);
});

test("a few bytes that a schema's defaults make many of are refused before they are all written", async () => {
  const before = await count();
  const some = await publish({
    schema: by({ subject: "large" }),
    events: Array.from({ length: 5000 }, () => ({ value: {} })),
  });
  expect(some).toMatchObject({ status: 413, body: { message: expect.stringMatching(/first 23 values .* 20 MB/) } });
  const one = await publish({
    schema: by({ subject: "larges" }),
    events: [{ value: Array.from({ length: 5000 }, () => ({})) }],
  });
  expect(one).toMatchObject({ status: 413, body: { code: "too_large" } });
  expect(await count()).toBe(before);
});

test("a registry's text that is no JSON schema is told as that", async () => {
  for (const subject of ["torn", "nothing", "number"]) {
    const { status, body } = await publish({ schema: by({ subject }), events: [{ value: {} }] });
    expect({ status, message: body.message }, subject).toEqual({
      status: 400,
      message: expect.stringContaining("no JSON schema"),
    });
  }
});

test("a credential of another workspace is as good as none, and its secret is sent nowhere", async () => {
  const bob = await server.tenant("bob");
  const given = { name: "Registry", provider: "bearer", baseUrl: registry.url, secret: "of bob" } as const;
  const { id } = await bob.api.credentials.create(given);
  const asked = registry.requests.length;
  const answer = await publish({ schema: by({ credential: id }), events: [{ value: { id: 1, total: "1" } }] });
  const none = await publish({ schema: by({ credential: "none" }), events: [{ value: { id: 1, total: "1" } }] });
  expect(answer).toMatchObject({ status: none.status, body: { code: none.body.code, message: none.body.message } });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(registry.requests).toHaveLength(asked);
});
