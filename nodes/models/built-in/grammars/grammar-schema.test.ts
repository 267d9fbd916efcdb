import { expect, test } from "vitest";
import { toGrammarSchema } from "./grammar-schema.ts";

test("keeps what a grammar can hold and leaves out the rest", () => {
  const schema = {
    type: "object",
    properties: {
      name: { type: "string", pattern: "^[A-Z]", description: "who" },
      stars: { type: "integer", minimum: 1, maximum: 3 },
      year: { type: "integer", minimum: 0 },
      day: { type: "string", format: "date" },
      mood: { enum: ["good", "bad"] },
      tags: { type: "array", items: { type: "string" } },
      note: { type: ["string", "null"] },
      any: {},
    },
    required: ["name"],
  };
  expect(toGrammarSchema(schema)).toEqual({
    type: "object",
    properties: {
      name: { type: "string" },
      stars: { enum: [1, 2, 3] },
      year: { type: "integer" },
      day: { type: "string", format: "date" },
      mood: { enum: ["good", "bad"] },
      tags: { type: "array", items: { type: "string" }, minItems: 0, maxItems: 10 },
      note: { oneOf: [{ type: "string" }, { type: "null" }] },
      any: { type: ["string", "number", "boolean", "null"] },
    },
  });
});

test("definitions may refer to themselves", () => {
  const tree = { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/tree" } } } };
  expect(toGrammarSchema({ $defs: { tree }, $ref: "#/$defs/tree" })).toMatchObject({
    $ref: "#/$defs/tree",
    $defs: { tree: { properties: { children: { items: { $ref: "#/$defs/tree" } } } } },
  });
});
