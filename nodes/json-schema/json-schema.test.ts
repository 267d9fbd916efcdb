import { expect, test } from "vitest";
import { schemaIssues } from "./json-schema.ts";

const { signal } = new AbortController();

test("says where a value does not fit, and how", async () => {
  const schema = {
    type: "object",
    properties: { items: { type: "array", items: { $ref: "#/$defs/item" } } },
    required: ["items", "total"],
    $defs: { item: { type: "object", properties: { price: { type: "number", minimum: 0 } } } },
  };
  expect(await schemaIssues(schema, { items: [{ price: 1 }, { price: -1 }], total: 1 }, signal)).toEqual([
    { path: "items/1/price", message: "-1 is less than 0." },
  ]);
  expect(await schemaIssues(schema, { items: [] }, signal)).toMatchObject([{ path: "", message: /total/ }]);
  expect(await schemaIssues(schema, { items: [], total: null }, signal)).toEqual([]);
});

test("a pattern that never ends is stopped, and the next check works", async () => {
  const evil = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
  const check = schemaIssues(evil, { a: `${"a".repeat(40)}!` }, signal);
  await expect(check).rejects.toMatchObject({ code: "bad_input", userMessage: /longer than 2 seconds/ });
  expect(await schemaIssues({ type: "object" }, {}, signal)).toEqual([]);
});

test("a schema that is none is refused with the reason", async () => {
  const check = schemaIssues({ type: "object", properties: { a: { $ref: "#/$defs/gone" } } }, { a: 1 }, signal);
  await expect(check).rejects.toMatchObject({ code: "bad_input", userMessage: /cannot be used/ });
});

test("a whole number beyond 2^53 is an integer, is compared with bounds, and is not the one beside it", async () => {
  const id = 7615917337495251231n;
  const schema = { type: "object", properties: { id: { type: "integer", minimum: 0, maximum: 9e18 } } };
  expect(await schemaIssues(schema, { id }, signal)).toEqual([]);
  expect(await schemaIssues(schema, { id: -id }, signal)).toMatchObject([{ path: "id", message: /less than 0/ }]);
  expect(await schemaIssues(schema, { id: 10n ** 400n }, signal)).toMatchObject([{ path: "id", message: /greater/ }]);

  const ids = { type: "array", uniqueItems: true, items: { type: "integer" } };
  const list = { type: "object", properties: { ids: { anyOf: [ids, { type: "null" }] } } };
  const many = Array.from({ length: 3000 }, (_, index) => id + BigInt(index));
  expect(await schemaIssues(list, { ids: many }, signal)).toEqual([]);
  expect(await schemaIssues(list, { ids: [10n ** 400n, 10n ** 400n + 1n, -id, id] }, signal)).toEqual([]);
  expect(JSON.stringify(await schemaIssues(list, { ids: [...many, id + 7n] }, signal))).toContain("Duplicate items");
});
