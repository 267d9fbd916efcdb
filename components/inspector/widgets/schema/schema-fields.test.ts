import { expect, test } from "vitest";
import { readSchemaFields, writeSchemaFields } from "./schema-fields.ts";

test("a flat schema becomes a list and comes back the same, limits included", () => {
  const schema = {
    type: "object",
    properties: {
      title: { type: "string", description: "A few words" },
      topics: { type: "array", items: { type: "string" }, maxItems: 5 },
      mood: { type: "string", enum: ["good", "bad"] },
    },
    required: ["title", "topics"],
  };
  expect(writeSchemaFields(readSchemaFields(schema)!)).toEqual(schema);
});

test("a schema that says more than a list can show is left to the code view", () => {
  expect(readSchemaFields({ type: "object", properties: { a: { type: "object", properties: {} } } })).toBeUndefined();
  expect(readSchemaFields({ type: "array" })).toBeUndefined();
});
