import { expect, test } from "vitest";
import { commonProtos } from "./common-protos.ts";
import { protobufReader } from "./protobuf.ts";
import { protobufWriter } from "./write/write-protobuf.ts";

const proto = (lines: readonly string[]) => ['syntax = "proto3";', "package shop;", ...lines].join("\n");
const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

test("a schema imports what every program with Protobuf has, without a reference of the registry", async () => {
  const schema = proto([
    'import "google/type/money.proto";',
    'import "google/type/date.proto";',
    'import "google/type/dayofweek.proto";',
    'import "google/type/datetime.proto";',
    'import "confluent/type/decimal.proto";',
    "message Order { google.type.Money price = 1; google.type.Date on = 2; google.type.DayOfWeek day = 3;",
    "google.type.DateTime at = 4; confluent.type.Decimal exact = 5; }",
  ]);
  const read = await protobufReader(schema, []);
  const value = {
    price: { currency_code: "EUR", units: 9_007_199_254_740_993n, nanos: -5 },
    on: { year: 2027, month: 1, day: 4 },
    day: "MONDAY",
    at: { year: 2027, month: 1, day: 4, hours: 9, minutes: 0, seconds: 0, nanos: 0, utc_offset: "3600s" },
    exact: { value: "BNI=", precision: 4, scale: 2 },
  };
  const write = await protobufWriter(schema, [], "");
  expect(read(write(value))).toEqual(value);
});

test("options of one's own say nothing of values, in whichever file they are declared", async () => {
  const validate = {
    name: "buf/validate/validate.proto",
    text: [
      'syntax = "proto2";',
      "package buf.validate;",
      'import "google/protobuf/descriptor.proto";',
      "extend google.protobuf.FieldOptions { optional FieldRules field = 1159; }",
      "message FieldRules { optional uint64 min_len = 2; }",
    ].join("\n"),
  };
  const schema = proto([
    'import "google/protobuf/descriptor.proto";',
    'import "google/api/annotations.proto";',
    'import "buf/validate/validate.proto";',
    'import "confluent/meta.proto";',
    "extend google.protobuf.FieldOptions { string pii = 50001; }",
    'message A { option (confluent.message_meta).doc = "A name."; string name = 1 [(pii) = "yes", (buf.validate.field).min_len = 1]; }',
    'service S { rpc Get(A) returns (A) { option (google.api.http) = { get: "/v1/a" }; } }',
  ]);
  const read = await protobufReader(schema, [validate]);
  expect(read(bytes("00 0a 01 61"))).toEqual({ name: "a" });
});

test("each of these files can be read by itself", async () => {
  for (const { name, text } of commonProtos) {
    const [, space] = /package ([\w.]+);/.exec(text) ?? [];
    const type = /message (\w+)/.exec(text)?.[1];
    if (type === undefined) continue;
    const read = await protobufReader(proto([`import "${name}";`, `message A { ${space}.${type} one = 1; }`]), []);
    expect(read(bytes("00")), name).toEqual({});
  }
});

test("another type that is in no file says its name", async () => {
  const schema = proto(['import "shop/price.proto";', "message A { shop.Price price = 1; }"]);
  await expect(protobufReader(schema, [])).rejects.toThrow("no such Type or Enum 'shop.Price'");
});
