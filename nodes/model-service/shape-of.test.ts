import { expect, test } from "vitest";
import { shapeOf } from "./shape-of.ts";

const text = { kind: "text" };

test("references are followed, through each other and to what holds itself", () => {
  const root = {
    components: {
      schemas: {
        Id: { type: "integer" },
        Alias: { $ref: "#/components/schemas/Id" },
        Tree: {
          type: "object",
          properties: { of: { $ref: "#/components/schemas/Tree" }, id: { $ref: "#/components/schemas/Alias" } },
        },
        "a/b": { type: "boolean" },
      },
    },
  };
  expect(shapeOf(root, { $ref: "#/components/schemas/Tree" })).toEqual({
    kind: "object",
    fields: [
      { name: "of", isRequired: false, shape: { kind: "any", title: "Tree" } },
      { name: "id", isRequired: false, shape: { kind: "integer" } },
    ],
  });
  expect(shapeOf(root, { $ref: "#/components/schemas/a~1b" })).toEqual({ kind: "boolean" });
});

test("a reference that leads nowhere, to another file or round in a ring is any value", () => {
  const root = { a: { $ref: "#/b" }, b: { $ref: "#/a" } };
  for (const $ref of ["#/nothing", "other.yaml#/Book", "https://example.com/x", "#/a"]) {
    expect(shapeOf(root, { $ref }).kind).toBe("any");
  }
});

test("allOf adds up, nested and with what stands beside it", () => {
  const root = { Base: { type: "object", properties: { id: { type: "integer" } }, required: ["id"] } };
  const schema = {
    description: "A book",
    allOf: [{ $ref: "#/Base" }, { allOf: [{ properties: { title: { type: "string" } } }] }],
    required: ["title"],
  };
  expect(shapeOf(root, schema)).toEqual({
    kind: "object",
    description: "A book",
    fields: [
      { name: "id", isRequired: true, shape: { kind: "integer" } },
      { name: "title", isRequired: true, shape: text },
    ],
  });
});

test.each([
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, { kind: "text", nullable: true }],
  [
    { type: ["integer", "null"], default: null },
    { kind: "integer", nullable: true, default: null },
  ],
  [
    { type: "string", nullable: true },
    { kind: "text", nullable: true },
  ],
  [{ enum: ["a", 2, null] }, { kind: "choice", options: ["a", 2], nullable: true }],
  [{ const: "x" }, { kind: "choice", options: ["x"], default: "x" }],
  [{ anyOf: [{ type: "number" }, { type: "string", pattern: "x" }] }, { kind: "any" }],
  [
    { type: "string", format: "binary" },
    { kind: "file", format: "binary" },
  ],
  [
    { type: "string", contentMediaType: "application/octet-stream" },
    { kind: "file", format: "binary" },
  ],
  [
    { type: "string", format: "byte" },
    { kind: "file", format: "base64" },
  ],
  [
    { type: "integer", minimum: 1, maximum: 9 },
    { kind: "integer", min: 1, max: 9 },
  ],
  [
    { type: "object", additionalProperties: { type: "string" } },
    { kind: "object", fields: [], item: text },
  ],
  [{ items: { type: "string" } }, { kind: "list", item: text }],
  [true, { kind: "any" }],
  [undefined, { kind: "any" }],
])("%j", (schema, shape) => {
  expect(shapeOf({}, schema)).toEqual(shape);
});

test("alternatives are named, and their discriminator is filled in", () => {
  const root = {
    components: {
      schemas: {
        Cat: { type: "object", properties: { kind: { type: "string" }, lives: { type: "integer" } } },
        Dog: { type: "object", properties: { kind: { const: "woof" } } },
      },
    },
  };
  const schema = {
    oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
    discriminator: { propertyName: "kind", mapping: { meow: "#/components/schemas/Cat" } },
  };
  const { tag, variants } = shapeOf(root, schema);
  expect(tag).toBe("kind");
  expect(variants?.map(({ title }) => title)).toEqual(["Cat", "Dog"]);
  expect(variants?.[0]?.shape.fields?.[0]).toEqual({
    name: "kind",
    isRequired: true,
    shape: { kind: "choice", options: ["meow"], default: "meow" },
  });
  expect(variants?.[1]?.shape.fields?.[0]?.shape.options).toEqual(["woof"]);
});

test("a document that repeats itself without end is cut off", () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 12 }, (_, level) => [
      `L${level}`,
      {
        type: "object",
        properties: Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`f${n}`, { $ref: `#/L${level + 1}` }])),
      },
    ]),
  );
  expect(JSON.stringify(shapeOf(schemas, { $ref: "#/L0" })).length).toBeLessThan(300_000);
});

test("parts of allOf without end are cut off", () => {
  const part = (n: number) => ({ properties: { [`f${n}`]: { type: "string" } }, required: [`f${n}`] });
  const { fields = [] } = shapeOf({}, { allOf: Array.from({ length: 150_000 }, (_, n) => part(n)) });
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.length).toBeLessThan(2000);
  expect(fields[0]).toMatchObject({ name: "f0", isRequired: true });
});
