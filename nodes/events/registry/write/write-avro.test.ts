import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "../../../../lib/values/json.ts";
import { avroReader } from "../avro.ts";
import { avroWriter } from "./write-avro.ts";

const schemaOf = (schema: unknown) => JSON.stringify(schema);
const record = (...fields: object[]) => schemaOf({ type: "record", name: "R", fields });

test("what Confluent's serializer wrote is written in the same bytes again", () => {
  const file = readFileSync(new URL("../../../../tests/fixtures/registry/events.json", import.meta.url), "utf8");
  const Schema = z.object({ schema: z.string() });
  const fixture = z
    .object({
      events: z.record(z.string(), z.string()),
      ids: z.record(z.string(), Schema),
      subjects: z.record(z.string(), Schema),
    })
    .parse(JSON.parse(file));
  const bytes = Buffer.from(fixture.events.avro ?? "", "hex");
  const { schema } = fixture.ids[bytes.readUInt32BE(1)] ?? { schema: "" };
  const references = [fixture.subjects["product/1"]?.schema ?? ""];
  const value = avroReader(schema, references)(bytes.subarray(5));
  expect(Buffer.from(avroWriter(schema, references)(value)).toString("hex")).toBe(bytes.subarray(5).toString("hex"));
});

const there: [string, unknown, Json][] = [
  ["the least and the most long", { type: "array", items: "long" }, [-9223372036854775808n, 9223372036854775807n, 0]],
  ["the least and the most int", { type: "array", items: "int" }, [-2147483648, 2147483647]],
  ["numbers that JSON lacks", { type: "array", items: "double" }, ["NaN", "-Infinity", 0.1, 1e308]],
  ["a float", "float", 0.1],
  ["a time before 1970", { type: "long", logicalType: "timestamp-micros" }, "1969-12-31T23:59:59.000001Z"],
  ["nanoseconds", { type: "long", logicalType: "timestamp-nanos" }, "2027-01-04T09:00:00.123456789Z"],
  ["a local time", { type: "long", logicalType: "local-timestamp-millis" }, "2027-01-04T09:00:00.250"],
  ["a day before 1970", { type: "int", logicalType: "date" }, "1900-02-28"],
  ["a time of day", { type: "long", logicalType: "time-micros" }, "23:59:59.999999"],
  [
    "negative decimals",
    { type: "array", items: { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 } },
    ["-1.28", "-1.29", "0.00", "1.28", "-0.01"],
  ],
  [
    "a decimal of fixed size",
    { type: "fixed", name: "F", size: 4, logicalType: "decimal", precision: 9, scale: 2 },
    "-0.01",
  ],
  [
    "a UUID of fixed size",
    { type: "fixed", name: "U", size: 16, logicalType: "uuid" },
    "12345678-1234-5678-1234-567812345678",
  ],
  [
    "a duration",
    { type: "fixed", name: "D", size: 12, logicalType: "duration" },
    { months: 1, days: 2, millis: 4294967295 },
  ],
  ["empty lists and objects", { type: "map", values: { type: "array", items: "string" } }, { a: [], b: [""] }],
  [
    "the second object of a union",
    [
      "null",
      { type: "record", name: "A", fields: [{ name: "a", type: "int" }] },
      { type: "record", name: "B", fields: [{ name: "b", type: "int" }] },
    ],
    { b: 3 },
  ],
];
test.each(there)("%s is read back as it was", (_name, schema, value) => {
  expect(avroReader(schemaOf(schema), [])(avroWriter(schemaOf(schema), [])(value))).toEqual(value);
});

test("a field that is missing is its default, or null where it may be", () => {
  const schema = record(
    { name: "count", type: "int", default: 7 },
    { name: "tags", type: { type: "array", items: "string" }, default: ["a"] },
    { name: "note", type: ["null", "string"] },
  );
  expect(avroReader(schema, [])(avroWriter(schema, [])({}))).toEqual({ count: 7, tags: ["a"], note: null });
});

const refused: [string, unknown, Json, RegExp][] = [
  ["a fraction", "long", 1.5, /takes a whole number, and there is 1.5/],
  ["a number that a double has rounded", "long", 2 ** 53, /takes a whole number/],
  ["a number beyond 64 bits", "long", 2n ** 63n, /is not between/],
  ["a long number for a double", "double", 2n ** 60n + 1n, /would lose digits/],
  [
    "more digits than the scale",
    { type: "bytes", logicalType: "decimal", precision: 5, scale: 2 },
    "1.005",
    /more than 2 digits/,
  ],
  [
    "more digits than the precision",
    { type: "bytes", logicalType: "decimal", precision: 4, scale: 2 },
    "100.00",
    /more than 4 digits/,
  ],
  [
    "a finer time than the unit",
    { type: "long", logicalType: "timestamp-millis" },
    "2027-01-04T09:00:00.1234Z",
    /holds 3 digits/,
  ],
  [
    "a time without a zone",
    { type: "long", logicalType: "timestamp-millis" },
    "2027-01-04T09:00:00",
    /takes a time such as/,
  ],
  ["a day that no month has", { type: "int", logicalType: "date" }, "2027-02-30", /takes a date/],
  ["what is not base64", "bytes", "no base64!", /base64/],
  ["bytes of another size", { type: "fixed", name: "F", size: 2 }, "AP8A", /takes 2 bytes, and there are 3/],
  ["half of a pair", "string", "\ud800", /surrogate/],
  ["another symbol", { type: "enum", name: "E", symbols: ["A", "B"] }, "C", /takes one of A, B/],
  ["what no type of a union takes", ["null", "int", "boolean"], "text", /fits none of the 3 types/],
];
test.each(refused)("%s is refused", (_name, schema, value, words) => {
  expect(() => avroWriter(schemaOf(schema), [])(value)).toThrow(words);
});

test("the field at fault is named, and no field is left out in silence", () => {
  const line = { type: "record", name: "Line", fields: [{ name: "price", type: "int" }] };
  const write = avroWriter(record({ name: "lines", type: { type: "array", items: line } }), []);
  expect(() => write({ lines: [{ price: 1 }, { price: "2" }] })).toThrow(
    /at lines\[1\]\.price: It takes a whole number/,
  );
  expect(() => write({ lines: [{}] })).toThrow(/at lines\[0\]\.price: The field is missing/);
  expect(() => write({ lines: [], more: 1 })).toThrow(/at more: The schema has no such field/);
});
