import { expect, test } from "vitest";
import type { Json } from "../../../../lib/values/json.ts";
import { loopbackFetch } from "../../../../tests/helpers/node.ts";
import { httpPeer } from "../../../../tests/helpers/peers/http-peer.ts";
import { openSchemaRegistries } from "../schema-registry.ts";
import { openSchemaWriters } from "./schema-writers.ts";

const order = { type: "record", name: "Order", fields: [{ name: "id", type: "long" }] };
const click = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] };
const message = 'syntax = "proto3"; message M { int64 id = 1; }';
const versions: Record<string, object> = {
  "orders-value/1": { id: 7, version: 1, schema: JSON.stringify(order) },
  "clicks-value/latest": { id: 9, version: 2, schema: JSON.stringify(click), schemaType: "JSON" },
  "messages-value/latest": { id: 11, version: 1, schema: message, schemaType: "PROTOBUF" },
  "others-value/latest": { id: 12, version: 1, schema: "<a/>", schemaType: "XML" },
};

async function openRegistry() {
  const asked: string[] = [];
  const says = { status: 0 };
  const peer = await httpPeer(({ method, path }, response) => {
    asked.push(`${method} ${path}`);
    const [, subject, version] = /^\/subjects\/(.+)\/versions\/(\w+)$/.exec(path) ?? [];
    const [, id] = /^\/schemas\/ids\/(\d+)$/.exec(path) ?? [];
    const found =
      id === undefined
        ? versions[`${subject}/${version}`]
        : Object.values(versions).find((one) => Object(one).id === Number(id));
    response.statusCode = says.status || (found ? 200 : 404);
    response.end(JSON.stringify(found ?? { error_code: 40401, message: "not found" }));
  });
  const writers = openSchemaWriters(() => loopbackFetch);
  const signal = new AbortController().signal;
  const write = (subject: string, value: Json, version = "latest") =>
    writers.write(
      value,
      { registry: peer.url, credential: "", subject, version, message: "" },
      { workspaceId: "w", signal },
    );
  const read = (bytes: Uint8Array) =>
    openSchemaRegistries(() => loopbackFetch).read(bytes, { workspaceId: "w", address: peer.url, credential: "" });
  return { asked, says, write, read, [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
}

test("a value is written behind a byte 0 and the id of its schema, which is asked for once and never registered", async () => {
  await using registry = await openRegistry();
  const value = { id: 7615917337495251231n };
  const [first, second] = await Promise.all([1, 2].map(() => registry.write("orders-value", value, "1")));
  expect(Buffer.from(first ?? []).toString("hex")).toMatch(/^0000000007/);
  expect(second).toEqual(first);
  expect(registry.asked).toEqual(["GET /subjects/orders-value/versions/1"]);
  expect(await registry.read(first ?? new Uint8Array())).toEqual(value);
  expect(await registry.read(await registry.write("clicks-value", value))).toEqual(value);
  const proto = await registry.write("messages-value", value);
  expect(Buffer.from(proto).toString("hex")).toMatch(/^000000000b0008/);
  expect(await registry.read(proto)).toEqual(value);
  expect(registry.asked.filter((asked) => !asked.startsWith("GET "))).toEqual([]);
});

test("what cannot be written is told, with what to do", async () => {
  await using registry = await openRegistry();
  const refusal = (subject: string, value: Json = {}, version = "latest") =>
    registry.write(subject, value, version).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  const says = (code: string, words: string) => ({ code, userMessage: expect.stringContaining(words) });
  expect(await refusal("orders-value", { id: "1" }, "1")).toMatchObject(
    says("bad_input", "at id: It takes a whole number"),
  );
  expect(await refusal("clicks-value")).toMatchObject(says("bad_input", "does not fit the schema"));
  expect(await refusal("none")).toMatchObject(says("bad_input", "has no schema of the subject “none”"));
  expect(await refusal("orders-value", {}, "4")).toMatchObject(says("bad_input", "has no version 4 of the subject"));
  expect(await refusal("messages-value", { no: 1 })).toMatchObject(says("bad_input", "at no: M has no such field"));
  expect(await refusal("others-value")).toMatchObject(says("bad_input", "and not by schemas of the kind XML"));
  registry.says.status = 403;
  expect(await refusal("later")).toMatchObject(says("unavailable", "Check the credential of the Publish event node"));
  registry.says.status = 503;
  expect(await refusal("later")).toMatchObject(says("unavailable", "answered 503. Nothing was published."));
  registry.says.status = 0;
  expect(await refusal("later")).toMatchObject(says("bad_input", "has no schema"));
});
