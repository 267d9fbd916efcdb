/** Values that Patchbay writes by a registry's schema, read by Confluent's own deserializers for Python. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseJson } from "../../lib/values/exact-json.ts";
import { type Json, Json as JsonValue } from "../../lib/values/json.ts";
import { openSchemaWriters } from "../../nodes/events/registry/write/schema-writers.ts";
import { loopbackFetch } from "../helpers/node.ts";
import { httpPeer } from "../helpers/peers/http-peer.ts";
import { pythonWithClients } from "./clients.ts";

const decimal = { type: "bytes", logicalType: "decimal", precision: 30, scale: 2 };
const line = {
  type: "record",
  name: "Line",
  fields: [
    { name: "price", type: decimal },
    { name: "count", type: "int" },
  ],
};
const order = {
  type: "record",
  name: "Order",
  fields: [
    { name: "id", type: "long" },
    { name: "lines", type: { type: "array", items: line } },
    { name: "counts", type: { type: "map", values: "long" } },
    { name: "note", type: ["null", "string"], default: null },
    { name: "kind", type: { type: "enum", name: "Kind", symbols: ["CLICK", "VIEW"] } },
    { name: "raw", type: "bytes" },
    { name: "at", type: { type: "long", logicalType: "timestamp-micros" } },
    { name: "day", type: { type: "int", logicalType: "date" } },
    { name: "ratio", type: "double" },
    { name: "open", type: "boolean" },
  ],
};
const click = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] };
const fixtures = "tests/fixtures/registry";
const proto = (name: string) => readFileSync(`${fixtures}/${name}`, "utf8");
/** What a registry gives for format=serialized, which is how the client for Python asks. */
const serialized = z.record(z.string(), z.string()).parse(JSON.parse(proto("descriptors.json")));
const schemas = [
  { id: 1, version: 1, subject: "orders", schema: JSON.stringify(order), schemaType: "AVRO" },
  { id: 2, version: 1, subject: "clicks", schema: JSON.stringify(click), schemaType: "JSON" },
  { id: 3, version: 1, subject: "money", schema: proto("money.proto"), schemaType: "PROTOBUF" },
  {
    ...{ id: 4, version: 1, subject: "protos", schema: proto("order.proto"), schemaType: "PROTOBUF" },
    references: [{ name: "money.proto", subject: "money", version: 1 }],
  },
];
const asSerialized: Record<string, string | undefined> = {
  money: serialized["money.proto"],
  protos: serialized["order.proto"],
};

describe.skipIf(pythonWithClients === "")("what is written by a registry's schema", () => {
  test("Confluent's deserializers read with every digit", async () => {
    await using registry = await httpPeer(({ path }, response) => {
      const found = schemas.find(
        ({ id, subject }) => path.startsWith(`/schemas/ids/${id}`) || path.startsWith(`/subjects/${subject}/`),
      );
      response.statusCode = found ? 200 : 404;
      response.setHeader("content-type", "application/vnd.schemaregistry.v1+json");
      const schema = path.includes("format=serialized") ? asSerialized[found?.subject ?? ""] : undefined;
      const told = found && { ...found, schema: schema ?? found.schema };
      response.end(JSON.stringify(told ?? { error_code: 40403, message: "not found" }));
    });
    const writers = openSchemaWriters(() => loopbackFetch);
    const call = { workspaceId: "w", signal: new AbortController().signal };
    const write = async (kind: string, subject: string, value: Json) => {
      const message = kind.startsWith("shop.") ? kind : "";
      const choice = { registry: registry.url, credential: "", subject, version: "latest", message };
      const bytes = await writers.write(value, choice, call);
      return `${JSON.stringify({ kind, value: Buffer.from(bytes).toString("base64") })}\n`;
    };
    const id = 7615917337495251231n;
    const sent = {
      ...{ id, lines: [{ price: "-12345678901234567890.10", count: -3 }], counts: { ü: -(2n ** 62n) } },
      ...{ note: "x", kind: "VIEW", raw: "AP8=", at: "1969-12-31T23:59:59.000001Z", day: "2027-01-04" },
      ...{ ratio: 0.1, open: true },
    };
    const proto = {
      ...{ id: -id, kind: "GIFT", lines: [{ title: "Dracula", count: -3 }], parts: { a: 18446744073709551615n } },
      ...{ at: "2027-01-04T09:00:00.123Z", note: 0, weight: 0.1, raw: "AP8=", marks: [-(2n ** 60n), 1] },
      ...{ cash: { currency: "EUR", cents: 2n ** 60n }, open: false },
    };
    const lines = [
      await write("avro", "orders", sent),
      await write("json", "clicks", { id }),
      await write("shop.Order", "protos", proto),
      await write("shop.Order.Line", "protos", { title: "x", count: 5 }),
      await write("shop.Ignored", "protos", { yes: true }),
    ];
    const child = spawn(
      pythonWithClients,
      ["tests/clients/deserialize.py", registry.url, `${fixtures}/descriptors.json`],
      {
        stdio: ["pipe", "pipe", "inherit"],
      },
    );
    child.stdin.end(lines.join(""));
    const read = (await text(child.stdout)).trim().split("\n").map(parseJson);
    expect(z.array(JsonValue).parse(read)).toEqual([
      { ...sent, at: "1969-12-31T23:59:59.000001+00:00" },
      { id },
      {
        // Protobuf's own JSON has long numbers as text, and leaves defaults out.
        ...{ id: String(-id), kind: "GIFT", lines: [{ title: "Dracula", count: "-3" }] },
        ...{ parts: { a: "18446744073709551615" }, at: "2027-01-04T09:00:00.123Z", note: 0, weight: 0.1 },
        ...{ raw: "AP8=", marks: [String(-(2n ** 60n)), "1"], cash: { currency: "EUR", cents: String(2n ** 60n) } },
      },
      { title: "x", count: "5" },
      { yes: true },
    ]);
  });
});
