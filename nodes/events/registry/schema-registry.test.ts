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
    const [, id] = /^\/schemas\/(?:ids\/|guids\/00000000-0000-0000-0000-00000000000)(\d+)$/.exec(path) ?? [];
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
  const read = (bytes: Uint8Array, header?: Uint8Array) => registries.read(bytes, { ...at, header });
  return { asked, says, read };
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

test("a header names the schema of a value that stands alone, by an id or a GUID, and the message of Protobuf", async () => {
  const { read, asked } = await openRegistry();
  const guid = (id: number) => Buffer.from(`01${"0".repeat(30)}0${id}`, "hex");
  const json = bytesOf("json");
  expect(await read(json.subarray(5), json.subarray(0, 5))).toEqual({ id: 7615917337495251231n });
  expect(await read(json.subarray(5), guid(3))).toEqual({ id: 7615917337495251231n });
  expect(asked).toEqual(["/schemas/ids/3", "/schemas/guids/00000000-0000-0000-0000-000000000003"]);
  // Its path has three numbers.
  const nested = bytesOf("protobuf-nested");
  const header = Buffer.concat([guid(6), nested.subarray(5, 8)]);
  expect(await read(nested.subarray(8), header)).toEqual({ title: "x", count: 5 });
  const refused = (userMessage: string) => ({ code: "bad_input", userMessage: expect.stringContaining(userMessage) });
  await expect(read(json, Buffer.from("0100", "hex"))).rejects.toMatchObject(refused("does not name a schema"));
  await expect(read(json.subarray(5), guid(9))).rejects.toMatchObject(
    refused("has no schema 00000000-0000-0000-0000-000000000009, which"),
  );
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
  expect(await refusal("0000000002feffffffffffff0f")).toMatch(/become more than 100128 values/);
  expect(await refusal("000000000300")).toMatch(/“x.Y” is not defined/);
  expect(await refusal("00000000040202")).toMatch(/1 bytes are left over/);
});

test("few bytes do not become values without end, however the schema multiplies them", async () => {
  const avro = (schema: unknown) => ({ schema: JSON.stringify(schema) });
  const twice = (depth: number): unknown => {
    const inner = depth === 0 ? "null" : twice(depth - 1);
    const fields = [
      { name: "a", type: inner },
      { name: "b", type: depth === 0 ? "null" : `R${depth - 1}` },
    ];
    return { type: "record", name: `R${depth}`, fields };
  };
  const lists = avro({ type: "array", items: { type: "array", items: "null" } });
  const wide = Array.from({ length: 400 }, (_, index) => `int32 f${index} = ${index + 1};`).join(" ");
  const proto = {
    schema: `syntax = "proto3"; message A { repeated B b = 1; } message B { ${wide} }`,
    schemaType: "PROTOBUF",
  };
  const { read } = await openRegistry({ 1: avro(twice(40)), 2: lists, 3: proto });
  const refused = { code: "bad_input", userMessage: expect.stringMatching(/become more than \d+ values/) };
  const hex = (text: string) => read(Buffer.from(text, "hex"));
  await expect(hex("0000000001")).rejects.toMatchObject(refused);
  const inner = "c09a0c00"; // 100,000 nulls
  await expect(hex(`000000000202${inner}02${inner}02${inner}00`)).rejects.toMatchObject(refused);
  await expect(hex(`0000000003 00 ${"0a00".repeat(20_000)}`.replaceAll(" ", ""))).rejects.toMatchObject(refused);
});

test("what is nested too deeply, in values and in schemas, is refused and does not wait", async () => {
  const avro = (schema: unknown) => ({ schema: typeof schema === "string" ? schema : JSON.stringify(schema) });
  const ring = (names: number): unknown => {
    const of = (index: number): unknown => ({
      type: "record",
      name: `N${index}`,
      fields: [{ name: "n", type: ["null", index + 1 < names ? of(index + 1) : "N0"] }],
    });
    return of(0);
  };
  const deep = `${'{"type":"array","items":'.repeat(50_000)}"null"${"}".repeat(50_000)}`;
  const { read } = await openRegistry({ 1: avro(ring(150)), 2: avro(deep) });
  const refusal = expect.objectContaining({ code: "bad_input", canRetry: false });
  await expect(read(Buffer.from(`0000000001${"02".repeat(200_000)}00`, "hex"))).rejects.toEqual(refusal);
  await expect(read(Buffer.from("000000000200", "hex"))).rejects.toEqual(refusal);
});

test("a decimal of more digits than values may have is refused", async () => {
  const { read } = await openRegistry({
    1: { schema: '{"type":"bytes","logicalType":"decimal","precision":9,"scale":0}' },
  });
  const size = Buffer.from([0x90, 0x03]); // 200, zigzag
  const small = Buffer.concat([Buffer.from("0000000001", "hex"), size, Buffer.alloc(200, 0x11)]);
  expect(await read(small)).toBe(BigInt(`0x${"11".repeat(200)}`));
  const large = Buffer.concat([Buffer.from("0000000001", "hex"), Buffer.from([0xc0, 0x0c]), Buffer.alloc(800, 0x11)]);
  await expect(read(large)).rejects.toMatchObject({ userMessage: expect.stringMatching(/more than 1000 digits/) });
});

test("Protobuf maps keep every key, values that are left out are their defaults, and many entries take no time", async () => {
  const schema = `syntax = "proto3"; message A { map<string, B> m = 1; map<string, int32> n = 2; }
    message B { int32 count = 1; repeated string tags = 2; }`;
  const { read } = await openRegistry({ 1: { schema, schemaType: "PROTOBUF" } });
  const entry = (key: string, rest = "") => {
    const body = Buffer.concat([Buffer.from([0x0a, key.length]), Buffer.from(key), Buffer.from(rest, "hex")]);
    return Buffer.concat([Buffer.from([rest === "" ? 0x0a : 0x12, body.length]), body]);
  };
  const head = Buffer.from("000000000100", "hex");
  const value = await read(Buffer.concat([head, entry("a"), entry("__proto__", "1007"), entry("b", "1001")]));
  expect(JSON.stringify(value)).toBe('{"m":{"a":{"count":0,"tags":[]}},"n":{"__proto__":7,"b":1}}');
  const many = Array.from({ length: 60_000 }, (_, index) => entry(`k${index}`, "1001"));
  const large = z.object({ n: z.record(z.string(), z.number()) }).parse(await read(Buffer.concat([head, ...many])));
  expect(Object.keys(large.n)).toHaveLength(60_000);
});

test("Protobuf's edges are read as its own JSON has them, and a message that is missing stays missing", async () => {
  const imports = ["struct", "wrappers", "duration", "timestamp"].map(
    (one) => `import "google/protobuf/${one}.proto";`,
  );
  const schema = `syntax = "proto3"; package t; ${imports.join(" ")} message M { enum K { Z = 0; A = 1; NEG = -3; }
    double d = 1; float f = 2; int32 i = 3; uint64 u = 4; sint64 s = 5; fixed64 x = 6; sfixed32 y = 7; K k = 8;
    repeated K ks = 9; optional int32 o = 10; oneof c { string a = 11; int64 b = 12; } map<int64, M> m = 13;
    map<bool, K> mk = 14; google.protobuf.Struct st = 15; google.protobuf.Int64Value w = 16;
    google.protobuf.Duration du = 17; repeated double ds = 18; bytes by = 19; google.protobuf.Timestamp t = 20; M n = 21; }`;
  const { read } = await openRegistry({ 1: { schema, schemaType: "PROTOBUF" } });
  // By Google's protobuf for Python.
  const bytes =
    "09000000000000f87f15000080ff18fbffffffffffffffff0120ffffffffffffffffff0128ffffffffffffffffff013100000000000000803df9ffffff40fdffffffffffffffff014a0c01fdffffffffffffffff0107500060ffffffffffffffffff016a0f0880808080808080808001120218017204080110017a350a0e0a016e120911000000000000f83f0a230a0161121e321c0a0911000000000000f03f0a0208000a0b2a090a070a01621202200182010a088080808080808080108a011608ffffffffffffffffff011080b6ca91feffffffff019201109a9999999999b93f00000000000000809a0101ff";
  const zero = { d: 0, f: 0, u: 0, s: 0, x: 0, y: 0, k: "Z", ks: [], m: {}, mk: {}, ds: [], by: "" };
  expect(await read(Buffer.from(`000000000100${bytes}`, "hex"))).toEqual({
    ...{ d: "NaN", f: "-Infinity", i: -5, u: 18446744073709551615n, s: -9223372036854775808n, x: 9223372036854775808n },
    ...{ y: -7, k: "NEG", ks: ["A", "NEG", 7], o: 0, b: -1, m: { "-9223372036854775808": { ...zero, i: 1 } } },
    ...{ mk: { true: "A" }, st: { a: [1, null, { b: true }], n: 1.5 }, w: 1152921504606846976n, du: "-1.500s" },
    ...{ ds: [0.1, -0], by: "/w==" },
  });
  expect(await read(Buffer.from("000000000100", "hex"))).toEqual({ ...zero, i: 0 });
});
