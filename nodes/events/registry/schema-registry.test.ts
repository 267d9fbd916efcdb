import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { makeGuardedFetch } from "../../../platform/guarded-fetch.ts";
import { makeHttpClient } from "../../../platform/http-client.ts";
import { openSchemaRegistries } from "./schema-registry.ts";

const text = readFileSync(new URL("../../../tests/fixtures/registry/events.json", import.meta.url), "utf8");
const Told = z.record(z.string(), z.unknown());
/** By Confluent's own serializers for Python (make-events.py). */
const fixture = z
  .object({ events: z.record(z.string(), z.string()), ids: Told, subjects: Told })
  .parse(JSON.parse(text));
const bytesOf = (name: string) => Buffer.from(fixture.events[name] ?? "", "hex");
const http = makeHttpClient(makeGuardedFetch({ privateHosts: ["127.0.0.1"] }));
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});

/** A registry's published interface, as far as it is read. */
async function openRegistry(ids: Record<string, unknown> = fixture.ids) {
  const asked: string[] = [];
  const says = { status: 0 };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    const [, id] = /^\/schemas\/ids\/(\d+)$/.exec(path) ?? [];
    const [, subject, version] = /^\/subjects\/(.+)\/versions\/(\d+)$/.exec(path) ?? [];
    const found = id === undefined ? fixture.subjects[`${subject}/${version}`] : ids[id];
    response.statusCode = says.status || (found ? 200 : 404);
    response.setHeader("content-type", "application/vnd.schemaregistry.v1+json");
    response.end(JSON.stringify(found ?? { error_code: id === undefined ? 40402 : 40403, message: "not found" }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  cleanUp.push(async () => await new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const at = { workspaceId: "w", address: `http://127.0.0.1:${port}/`, credential: "" };
  const registries = openSchemaRegistries(() => http);
  return { asked, says, read: (bytes: Uint8Array) => registries.read(bytes, at) };
}

test("Avro gives every value whole: long numbers, decimals, times, unions, maps, and types of referenced schemas", async () => {
  const { read } = await openRegistry();
  const order = {
    ...{ id: 7615917337495251231n, total: "-12345678901234567890.10", small: "1.005" },
    ...{ at: "2027-01-04T09:00:00.123456Z", millis: "1969-12-31T23:59:59.500Z", day: "2027-01-04" },
    ...{ clock: "09:30:00.250", uid: "12345678-1234-5678-1234-567812345678", raw: "AP8=", kind: "VIEW" },
    ...{ tags: ["a", "ü"], counts: { x: -4611686018427387904n, y: 1 }, note: null, mixed: 1152921504606846976n },
    ...{ product: { title: "Dracula" }, weight: 0.1, ratio: 0.1, open: true },
  };
  expect(await read(bytesOf("avro"))).toEqual({
    ...order,
    next: { ...order, note: "inner", mixed: "text", next: null },
  });
});

test("JSON Schema gives the JSON with all its digits", async () => {
  const { read } = await openRegistry();
  expect(await read(bytesOf("json"))).toEqual({ id: 7615917337495251231n });
});

test("Protobuf gives the message that is named, with long numbers, enums by name, maps, one-ofs and times", async () => {
  const { read } = await openRegistry();
  expect(await read(bytesOf("protobuf"))).toEqual({
    ...{ id: -7615917337495251231n, kind: "GIFT", lines: [{ title: "Dracula", count: -3 }] },
    ...{ parts: { a: 18446744073709551615n }, at: "2027-01-04T09:00:00.123Z", note: 0, weight: 0.1, raw: "AP8=" },
    ...{ cash: { currency: "EUR", cents: 1152921504606846976n }, marks: [-1152921504606846976n, 1], open: false },
  });
  expect(await read(bytesOf("protobuf-nested"))).toEqual({ title: "x", count: 5 });
  expect(await read(bytesOf("protobuf-first"))).toEqual({ yes: true });
});

test("a schema is asked for once, by however many events at a time", async () => {
  const { read, asked } = await openRegistry();
  await Promise.all(Array.from({ length: 20 }, () => read(bytesOf("avro"))));
  await read(bytesOf("avro"));
  expect(asked).toEqual(["/schemas/ids/2", "/subjects/product/versions/1"]);
});

test("while the registry does not give schemas events wait, and go on when it does", async () => {
  const { read, says } = await openRegistry();
  for (const [status, words] of [
    [503, /answered 503\. Events wait/],
    [401, /refused \(401\)\. Check the credential/],
    [404, /answered 404\. Events wait/],
  ] as const) {
    says.status = status;
    const waits = { canRetry: true, userMessage: expect.stringMatching(words) };
    await expect(read(bytesOf("json"))).rejects.toMatchObject(waits);
  }
  says.status = 0;
  expect(await read(bytesOf("json"))).toEqual({ id: 7615917337495251231n });
});

test("what cannot be read says why: no schema, an unknown one, bytes of another", async () => {
  const avro = (schema: unknown) => ({ schema: JSON.stringify(schema) });
  const endless = avro({ type: "array", items: "null" });
  const { read } = await openRegistry({ 1: avro("string"), 2: endless, 3: avro(["null", "x.Y"]), 4: avro("int") });
  const refusal = (hex: string) =>
    read(Buffer.from(hex, "hex")).then(
      () => "none",
      (thrown: { code: string; userMessage: string }) => `${thrown.code} ${thrown.userMessage}`,
    );
  expect(await refusal("7b22")).toMatch(/^bad_input The value does not name a schema/);
  expect(await refusal("0000000009")).toMatch(/^bad_input The registry .* has no schema 9/);
  expect(await refusal("000000000108")).toMatch(/It ends too early/);
  expect(await refusal("000000000102ff")).toMatch(/not UTF-8/);
  expect(await refusal("0000000002feffffffffffff0f")).toMatch(/more than 1000000 items/);
  expect(await refusal("000000000300")).toMatch(/“x.Y” is not defined/);
  expect(await refusal("00000000040202")).toMatch(/1 bytes are left over/);
});
