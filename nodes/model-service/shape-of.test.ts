import { expect, test } from "vitest";
import type { PlainJson } from "../../lib/values/json.ts";
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

const named = (shape: { fields?: { name: string }[] } | undefined) => shape?.fields?.map(({ name }) => name);

test("fields beside alternatives belong to each of them, and alternatives that only demand fields are left to the server", () => {
  const own = { type: "object", properties: { id: { type: "integer" } } };
  const either = {
    ...own,
    oneOf: [
      { title: "A", properties: { a: { type: "string" } } },
      { title: "B", properties: { b: { type: "string" } } },
    ],
  };
  const { kind, variants } = shapeOf({}, either);
  expect([kind, variants?.map(({ title }) => title)]).toEqual(["variants", ["A", "B"]]);
  expect(variants?.map(({ shape }) => named(shape))).toEqual([
    ["id", "a"],
    ["id", "b"],
  ]);
  const properties = { url: { type: "string" }, data: { type: "string", format: "byte" } };
  const demanding = { type: "object", properties, anyOf: [{ required: ["url"] }, { required: ["data"] }] };
  expect(shapeOf({}, demanding)).toMatchObject({ kind: "object", fields: [{ name: "url" }, { name: "data" }] });
});

test("constants with titles are one choice", () => {
  const oneOf = [{ const: "s", title: "Small" }, { const: 2, title: "Two" }, { type: "null" }];
  expect(shapeOf({}, { oneOf, default: 2 })).toEqual({ kind: "choice", options: ["s", 2], nullable: true, default: 2 });
});

test("who inherits from a schema is one of its alternatives, by the discriminator's mapping", () => {
  const Pet = {
    type: "object",
    required: ["kind"],
    properties: { kind: { type: "string" }, name: { type: "string" } },
    discriminator: { propertyName: "kind", mapping: { cat: "#/components/schemas/Cat", dog: "Dog" } },
  };
  const heir = (properties: { [key: string]: PlainJson }): PlainJson => ({
    allOf: [{ $ref: "#/components/schemas/Pet" }, { type: "object", properties }],
  });
  const Cat = heir({ lives: { type: "integer" } });
  const root = { components: { schemas: { Pet, Cat, Dog: heir({ barks: { type: "boolean" } }) } } };
  const { tag, variants } = shapeOf(root, { $ref: "#/components/schemas/Pet" });
  expect([tag, variants?.map(({ title }) => title)]).toEqual(["kind", ["Cat", "Dog"]]);
  expect(variants?.map(({ shape }) => [named(shape), shape.fields?.[0]?.shape.options])).toEqual([
    [["kind", "name", "lives"], ["cat"]],
    [["kind", "name", "barks"], ["dog"]],
  ]);
  expect(named(shapeOf(root, { $ref: "#/components/schemas/Cat" })), "itself has no alternatives").toEqual([
    ...["kind", "name", "lives"],
  ]);
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
