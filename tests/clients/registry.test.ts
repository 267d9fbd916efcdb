/** Values that Patchbay writes by a registry's schema, read by Confluent's own deserializers for Python. */
import { spawn } from "node:child_process";
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
const schemas = [
  { id: 1, version: 1, subject: "orders", schema: JSON.stringify(order), schemaType: "AVRO" },
  { id: 2, version: 1, subject: "clicks", schema: JSON.stringify(click), schemaType: "JSON" },
];

describe.skipIf(pythonWithClients === "")("what is written by a registry's schema", () => {
  test("Confluent's deserializers read with every digit", async () => {
    await using registry = await httpPeer(({ path }, response) => {
      const found = schemas.find(
        ({ id, subject }) => path.startsWith(`/schemas/ids/${id}`) || path.startsWith(`/subjects/${subject}/`),
      );
      response.statusCode = found ? 200 : 404;
      response.setHeader("content-type", "application/vnd.schemaregistry.v1+json");
      response.end(JSON.stringify(found ?? { error_code: 40403, message: "not found" }));
    });
    const writers = openSchemaWriters(() => loopbackFetch);
    const call = { workspaceId: "w", signal: new AbortController().signal };
    const write = async (kind: string, subject: string, value: Json) => {
      const choice = { registry: registry.url, credential: "", subject, version: "latest" };
      const bytes = await writers.write(value, choice, call);
      return `${JSON.stringify({ kind, value: Buffer.from(bytes).toString("base64") })}\n`;
    };
    const id = 7615917337495251231n;
    const sent = {
      ...{ id, lines: [{ price: "-12345678901234567890.10", count: -3 }], counts: { ü: -(2n ** 62n) } },
      ...{ note: "x", kind: "VIEW", raw: "AP8=", at: "1969-12-31T23:59:59.000001Z", day: "2027-01-04" },
      ...{ ratio: 0.1, open: true },
    };
    const lines = [await write("avro", "orders", sent), await write("json", "clicks", { id })];
    const child = spawn(pythonWithClients, ["tests/clients/deserialize.py", registry.url], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end(lines.join(""));
    const read = (await text(child.stdout)).trim().split("\n").map(parseJson);
    expect(z.array(JsonValue).parse(read)).toEqual([{ ...sent, at: "1969-12-31T23:59:59.000001+00:00" }, { id }]);
  });
});
