/**
 * The files that every program with Protobuf has, so that no registry keeps them: schemas import them without a reference.
 * Google's of `google/protobuf` that are not here are protobufjs's own.
 */
import { createRequire } from "node:module";
import type { INamespace } from "protobufjs";

/** `name`: by which other files import it. */
type ProtoText = { name: string; text: string };

const require = createRequire(import.meta.url);

/** What protobufjs has in a file of its own, in the form that it adds: for options that a schema declares. */
export function packagedProto(name: string): INamespace | undefined {
  return name === "google/protobuf/descriptor.proto"
    ? require("protobufjs/google/protobuf/descriptor.json")
    : undefined;
}

const fields = (names: string, type: string) =>
  names
    .split(" ")
    .map((name, index) => `${type} ${name} = ${index + 1};`)
    .join(" ");

const google = (imports: readonly string[], text: string) =>
  ['syntax = "proto3"; package google.type;', ...imports.map((name) => `import "${name}.proto";`), text].join("\n");

/** Those of `google/type` that stand alone, by what they are called there. */
const types = {
  calendar_period: google(
    [],
    "enum CalendarPeriod { CALENDAR_PERIOD_UNSPECIFIED = 0; DAY = 1; WEEK = 2; FORTNIGHT = 3; MONTH = 4; QUARTER = 5; HALF = 6; YEAR = 7; }",
  ),
  color: google(
    ["google/protobuf/wrappers"],
    `message Color { ${fields("red green blue", "float")} google.protobuf.FloatValue alpha = 4; }`,
  ),
  date: google([], `message Date { ${fields("year month day", "int32")} }`),
  datetime: google(
    ["google/protobuf/duration"],
    `message DateTime { ${fields("year month day hours minutes seconds nanos", "int32")} oneof time_offset { google.protobuf.Duration utc_offset = 8; TimeZone time_zone = 9; } }
message TimeZone { ${fields("id version", "string")} }`,
  ),
  dayofweek: google(
    [],
    "enum DayOfWeek { DAY_OF_WEEK_UNSPECIFIED = 0; MONDAY = 1; TUESDAY = 2; WEDNESDAY = 3; THURSDAY = 4; FRIDAY = 5; SATURDAY = 6; SUNDAY = 7; }",
  ),
  decimal: google([], "message Decimal { string value = 1; }"),
  expr: google([], `message Expr { ${fields("expression title description location", "string")} }`),
  fraction: google([], `message Fraction { ${fields("numerator denominator", "int64")} }`),
  interval: google(
    ["google/protobuf/timestamp"],
    `message Interval { ${fields("start_time end_time", "google.protobuf.Timestamp")} }`,
  ),
  latlng: google([], `message LatLng { ${fields("latitude longitude", "double")} }`),
  localized_text: google([], `message LocalizedText { ${fields("text language_code", "string")} }`),
  money: google([], "message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }"),
  month: google(
    [],
    "enum Month { MONTH_UNSPECIFIED = 0; JANUARY = 1; FEBRUARY = 2; MARCH = 3; APRIL = 4; MAY = 5; JUNE = 6; JULY = 7; AUGUST = 8; SEPTEMBER = 9; OCTOBER = 10; NOVEMBER = 11; DECEMBER = 12; }",
  ),
  phone_number: google(
    [],
    "message PhoneNumber { message ShortCode { string region_code = 1; string number = 2; } oneof kind { string e164_number = 1; ShortCode short_code = 2; } string extension = 3; }",
  ),
  postal_address: google(
    [],
    "message PostalAddress { int32 revision = 1; string region_code = 2; string language_code = 3; string postal_code = 4; string sorting_code = 5; string administrative_area = 6; string locality = 7; string sublocality = 8; repeated string address_lines = 9; repeated string recipients = 10; string organization = 11; }",
  ),
  quaternion: google([], `message Quaternion { ${fields("x y z w", "double")} }`),
  timeofday: google([], `message TimeOfDay { ${fields("hours minutes seconds nanos", "int32")} }`),
} as const;

const kindsOfOptions = ["File", "Message", "Field", "Enum", "EnumValue"] as const;

/** What Confluent's serializers know. */
const confluent: ProtoText[] = [
  {
    name: "confluent/type/decimal.proto",
    text: 'syntax = "proto3"; package confluent.type; message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }',
  },
  {
    name: "confluent/meta.proto",
    text: `syntax = "proto3"; package confluent; import "google/protobuf/descriptor.proto";
message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }
${kindsOfOptions.map((kind) => `extend google.protobuf.${kind}Options { Meta ${kind.replace(/(?<=.)V/, "_V").toLowerCase()}_meta = 1088; }`).join("\n")}`,
  },
];

export const commonProtos: readonly ProtoText[] = [
  ...Object.entries(types).map(([name, text]) => ({ name: `google/type/${name}.proto`, text })),
  ...confluent,
];
