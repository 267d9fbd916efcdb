import { expect, test } from "vitest";
import { asToolSchema } from "./tool-schema.ts";

const text = { type: "string" };

test("a schema that providers take stays as it is", () => {
  const schema = { type: "object", properties: { a: { anyOf: [text, { $ref: "#/$defs/B" }] } }, $defs: { B: text } };
  expect(asToolSchema(schema)).toBe(schema);
});

test("a choice at the root becomes one object, which requires what every way of it does", () => {
  const ways = [
    { properties: { id: text, kind: text }, required: ["id", "kind"] },
    { properties: { name: text, kind: text }, required: ["name", "kind"] },
  ];
  for (const choice of ["anyOf", "oneOf"]) {
    const schema = { type: "object", properties: { most: text }, required: ["most"], [choice]: ways };
    expect(asToolSchema(schema)).toEqual({
      type: "object",
      properties: { most: text, id: text, kind: text, name: text },
      required: ["most", "kind"],
    });
  }
});

test("what the root refers to or consists of is written out, also when it refers to itself", () => {
  const $defs = {
    Query: { type: "object", properties: { q: text, next: { $ref: "#/$defs/Query" } }, required: ["q"] },
    Page: { allOf: [{ $ref: "#/$defs/Query" }, { $ref: "#/$defs/Page" }], properties: { page: text } },
  };
  expect(asToolSchema({ $ref: "#/$defs/Page", $defs })).toEqual({
    type: "object",
    $defs,
    properties: { page: text, ...$defs.Query.properties },
    required: ["q"],
  });
  expect(asToolSchema({ $ref: "#/missing" })).toEqual({ type: "object", properties: {} });
});
