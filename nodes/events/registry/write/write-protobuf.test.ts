import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { Json } from "../../../../lib/values/json.ts";
import { protobufReader } from "../protobuf.ts";
import { protobufWriter } from "./write-protobuf.ts";

const google = ["struct", "wrappers", "duration", "timestamp", "any", "field_mask", "empty"].map(
  (one) => `import "google/protobuf/${one}.proto";`,
);
const proto3 = (body: string) => `syntax = "proto3"; package t; ${google.join(" ")} ${body}`;

/** What was written, behind the path to its message, and what is read of it. */
async function open(schema: string, message = "") {
  const write = await protobufWriter(schema, [], message);
  const read = await protobufReader(schema, []);
  const hex = (value: Json) => Buffer.from(write(value)).toString("hex");
  return { write, hex, again: (value: Json) => read(write(value)) };
}

test("what Confluent's serializer wrote is written in the same bytes again, nested and first messages too", async () => {
  const file = readFileSync(new URL("../../../../tests/fixtures/registry/events.json", import.meta.url), "utf8");
  const Schema = z.object({ schema: z.string(), references: z.array(z.object({ name: z.string() })) });
  const Fixture = z.object({ events: z.record(z.string(), z.string()), ids: z.record(z.string(), Schema) });
  const { events, ids } = Fixture.parse(JSON.parse(file));
  const references = [
    {
      name: "money.proto",
      text: readFileSync(new URL("../../../../tests/fixtures/registry/money.proto", import.meta.url), "utf8"),
    },
  ];
  const messages = { protobuf: "Order", "protobuf-nested": "shop.Order.Line", "protobuf-first": "" };
  for (const [name, message] of Object.entries(messages)) {
    const bytes = Buffer.from(events[name] ?? "", "hex");
    const { schema } = ids[bytes.readUInt32BE(1)] ?? { schema: "" };
    const value = (await protobufReader(schema, references))(bytes.subarray(5));
    const write = await protobufWriter(schema, references, message);
    expect(Buffer.from(write(value)).toString("hex"), name).toBe(bytes.subarray(5).toString("hex"));
  }
});

const everything = proto3(`
  message Path { message To { message It { int32 n = 1; } int32 n = 1; } message Other { int32 n = 1; } }
  message M {
    enum Kind { ZERO = 0; ONE = 1; ALSO = 2; NEGATIVE = -3; }
    message Inner { string text = 1; M again = 2; }
    double d = 1; float f = 2; int32 i32 = 3; int64 i64 = 4; uint32 u32 = 5; uint64 u64 = 6; sint32 s32 = 7;
    sint64 s64 = 8; fixed32 f32 = 9; fixed64 f64 = 10; sfixed32 sf32 = 11; sfixed64 sf64 = 12; bool yes = 13;
    string text = 14; bytes raw = 15; Kind kind = 16; Inner inner = 17; optional int32 maybe = 18;
    oneof one { string as_text = 19; int64 as_number = 20; Inner as_inner = 21; bool as_bool = 22; }
    repeated int64 list = 23; repeated string texts = 24; repeated Inner inners = 25; repeated Kind kinds = 26;
    repeated double unpacked = 27 [packed = false];
    map<string, int64> by_text = 28; map<int64, Inner> by_number = 29; map<bool, Kind> by_bool = 30;
    map<sfixed32, bytes> by_fixed = 31;
    google.protobuf.Timestamp at = 32; google.protobuf.Duration during = 33; google.protobuf.Struct any_object = 34;
    google.protobuf.Value any_value = 35; google.protobuf.ListValue any_list = 36; google.protobuf.Empty empty = 37;
    google.protobuf.Int64Value maybe_long = 38; google.protobuf.StringValue maybe_text = 39;
    google.protobuf.BoolValue maybe_bool = 40; google.protobuf.DoubleValue maybe_double = 41;
    google.protobuf.BytesValue maybe_bytes = 42; repeated google.protobuf.Timestamp times = 43;
    map<string, google.protobuf.Value> values = 44;
  }`);

const int = (least: number, most: number) => fc.integer({ min: least, max: most });
const long = (least: bigint, most: bigint) =>
  fc.bigInt({ min: least, max: most }).map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constantFrom("NaN", "Infinity", "-Infinity"),
);
const raw = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("base64"));
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const [i32, u32] = [int(-(2 ** 31), 2 ** 31 - 1), int(0, 2 ** 32 - 1)];
const [i64, u64] = [long(-(2n ** 63n), 2n ** 63n - 1n), long(0n, 2n ** 64n - 1n)];
const kind = fc.oneof(fc.constantFrom("ZERO", "ONE", "ALSO", "NEGATIVE"), int(3, 900));
const time = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const during = fc
  .tuple(fc.constantFrom("", "-"), int(1, 9_999_999), int(1, 999))
  .map(([sign, whole, millis]) => `${sign}${whole}.${String(millis).padStart(3, "0")}s`);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const { any } = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.constant(null), fc.boolean(), number, text),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(text, tie("any"), { maxKeys: 3 }),
  ),
}));
const object = fc.dictionary(text, any, { maxKeys: 3 });
const mapOf = <T extends Json>(key: fc.Arbitrary<unknown>, value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(key.map(String), value), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
const inner = fc.record({ text });
const choice = fc.oneof(
  text.map((as_text) => ({ as_text })),
  i64.map((as_number) => ({ as_number })),
  inner.map((as_inner) => ({ as_inner })),
  fc.constantFrom({ as_bool: false }, {}),
);
const plain = fc.record({
  ...{ d: double, i32, i64, u32, u64, s32: i32, s64: i64, f32: u32, f64: u64, sf32: i32, sf64: i64, yes: fc.boolean() },
  ...{
    f: fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => Math.round(value) % 1000),
    text,
    raw,
    kind,
  },
  ...{ list: fc.array(i64), texts: fc.array(text), inners: fc.array(inner), kinds: fc.array(kind) },
  ...{ unpacked: fc.array(double), by_text: mapOf(text, i64), by_number: mapOf(i64, inner) },
  ...{ by_bool: mapOf(fc.boolean(), kind), by_fixed: mapOf(i32, raw), times: fc.array(time) },
  values: fc.dictionary(text, any, { maxKeys: 3 }),
});
const optional = fc.record(
  {
    ...{ inner, maybe: i32, at: time, during, any_object: object, any_value: any, any_list: fc.array(any) },
    ...{ empty: fc.constant({}), maybe_long: i64, maybe_text: text, maybe_bool: fc.boolean() },
    ...{ maybe_double: double, maybe_bytes: raw },
  },
  { requiredKeys: [] },
);

test("what is read is what was written, of every kind of field", async () => {
  const { again } = await open(everything, "M");
  fc.assert(
    fc.property(plain, optional, choice, (must, may, chosen) => {
      const value = Json.parse({ ...must, ...may, ...chosen });
      const read = again(value);
      expect(withShortTimes(read)).toEqual(withShortTimes(value));
      expect(again(read)).toEqual(read);
    }),
    { numRuns: 150 },
  );
});

/** Whole seconds are read with three digits behind the point or none, as Protobuf's own JSON allows both. */
const withShortTimes = (value: Json): Json =>
  Json.parse(
    JSON.parse(
      JSON.stringify(value, (_key, one) => (typeof one === "bigint" ? `${one}n` : Object.is(one, -0) ? 0 : one)),
      (_key, one) => (typeof one === "string" ? one.replace(/\.000(Z|s)$/, "$1") : one),
    ),
  );

test("a message is named by its path, also deep inside of others, and without a name it is the first one", async () => {
  expect((await open(everything)).hex({})).toBe("00");
  expect((await open(everything, "Path.To")).hex({ n: 1 })).toBe("0400000801");
  expect((await open(everything, "Path.To.It")).hex({ n: 1 })).toBe("060000000801");
  expect((await open(everything, "t.Path.Other")).hex({ n: 1 })).toBe("0400020801");
  expect((await open(everything, ".t.M")).hex({ maybe: 0 })).toBe("0202900100");
  await expect(open(everything, "N")).rejects.toMatchObject({
    userMessage: expect.stringMatching(/has no message “N”\. It has Path, Path\.To, Path\.To\.It, Path\.Other, M/),
  });
  await expect(open(proto3(""))).rejects.toMatchObject({ userMessage: expect.stringMatching(/has no message\. No/) });
});

test("the forms of Protobuf's JSON are taken: long numbers as text, names in camel case, base64 of URLs, null", async () => {
  const { again } = await open(everything, "M");
  const read = again({
    ...{ i64: "-9223372036854775808", u64: "18446744073709551615", i32: "7", d: "1.5e3", f: "-Infinity" },
    ...{ asText: "x", maybeLong: "5", raw: "_-8", kind: 1, byText: { a: "9007199254740993" }, inner: null, text: null },
    ...{ at: "2027-01-04T10:00:00.5+01:00", during: "-0.25s", any_value: null, maybe_text: null },
  });
  expect(read).toMatchObject({
    ...{ i64: -9223372036854775808n, u64: 18446744073709551615n, i32: 7, d: 1500, f: "-Infinity" },
    ...{ as_text: "x", maybe_long: 5, raw: "/+8=", kind: "ONE", by_text: { a: 9007199254740993n }, text: "" },
    ...{ at: "2027-01-04T09:00:00.500Z", during: "-0.250s", any_value: null },
  });
  expect(Object.keys(Object(read))).not.toEqual(expect.arrayContaining(["inner"]));
  expect(Object.keys(Object(read))).not.toEqual(expect.arrayContaining(["maybe_text"]));
});

test("defaults take no bytes, but where a field can be absent; fields are in the order of their numbers", async () => {
  const { hex } = await open(everything, "M");
  expect(hex({ d: 0, i32: 0, text: "", yes: false, raw: "", kind: "ZERO", list: [], by_text: {} })).toBe("0202");
  expect(hex({ maybe: 0, as_number: 0, maybe_long: 0 })).toBe("0202900100a00100b20200");
  expect(hex({ i32: 1, d: 1, f64: 0 })).toBe("020209000000000000f03f1801");
  expect(hex({ d: -0 })).toBe("0202090000000000000080");
});

test("proto2: required fields, groups, lists that are not packed, and defaults that are written", async () => {
  const { hex, again } = await open(`syntax = "proto2"; message A {
    required string id = 1; optional int32 count = 2 [default = 5]; repeated int32 many = 3;
    repeated int32 packed = 4 [packed = true]; repeated group Part = 5 { required int32 n = 1; } }`);
  const value = { id: "", count: 0, many: [1, 2], packed: [1, 2], part: [{ n: 1 }, { n: 2 }] };
  expect(hex(value)).toBe("000a0010001801180222020102" + "2b08012c" + "2b08022c");
  expect(again(value)).toEqual(value);
  expect(() => hex({ count: 1 })).toThrow(/at id: The field is required, and it is missing/);
  expect(() => hex({ id: null })).toThrow(/at id: The field is required/);
  expect(() => hex({ id: "a", part: [{ n: 1 }, {}] })).toThrow(/at part\[1\]\.n: The field is required/);
});

const refused: [string, Json, RegExp][] = [
  ["a name that the message lacks", { inners: [{ txt: "x" }] }, /at inners\[0\]\.txt: Inner has no such field/],
  ["what is no object", { inner: [1] }, /at inner: It takes an object for Inner, and there is a list/],
  ["a fraction", { i32: 1.5 }, /at i32: It takes a whole number, and there is 1.5/],
  ["a number that is too large", { by_text: { a: 2n ** 63n } }, /at by_text\.a: 9223372036854775808 is not between/],
  ["a negative number for an unsigned one", { u32: -1 }, /at u32: -1 is not between 0 and 4294967295/],
  ["a number that a double has rounded", { i64: 2 ** 53 }, /takes a whole number/],
  ["another name of an enum", { kinds: ["ONE", "TWO"] }, /at kinds\[1\]: It takes one of ZERO, ONE, ALSO, NEGATIVE/],
  ["two fields of a one-of", { as_text: "a", asNumber: 1 }, /at asNumber: Of “one” one field may be set, and as_text/],
  ["a field under both of its names", { as_text: "a", asText: "b" }, /The same field is given as as_text too/],
  ["what is no base64", { raw: "no base64!" }, /at raw: It takes bytes as text in base64/],
  ["half of a pair", { text: "\ud800" }, /surrogate/],
  ["a key of another type", { by_number: { a: {} } }, /at by_number\.a: It takes a whole number/],
  ["a key that is neither true nor false", { by_bool: { yes: "ONE" } }, /at by_bool\.yes: It takes true or false/],
  ["null in a list", { texts: ["a", null] }, /at texts\[1\]: It takes a text, and there is null/],
  ["a time without a zone", { at: "2027-01-04T09:00:00" }, /at at: It takes a time such as/],
  ["a time before the year 1", { at: -62_135_596_801n * 1_000_000_000n }, /at at: /],
  ["a duration without its unit", { during: "1.5" }, /at during: It takes a duration such as 1.500s/],
  ["a list for an object", { any_object: [] }, /at any_object: It takes an object, and there is a list/],
  ["a number that no double has", { any_value: 2n ** 60n + 1n }, /at any_value: .* would lose digits/],
  ["a number that no double is as large as", { d: "1e999" }, /at d: It takes a number/],
];
test.each(refused)("%s is refused, and its field is named", async (_name, value, words) => {
  const { write } = await open(everything, "M");
  expect(() => write(value)).toThrow(words);
});

test("what is nested too deeply, or is no schema, is told", async () => {
  const { write } = await open(everything, "M");
  let deep: Json = {};
  for (let level = 0; level < 120; level++) deep = { inner: { again: deep } };
  expect(() => write(deep)).toThrow(/deeper than 100 levels/);
  await expect(open("message {")).rejects.toMatchObject({ code: "bad_input" });
});
