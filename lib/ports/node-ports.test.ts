import fc from "fast-check";
import { expect, test } from "vitest";
import { Field } from "../node-types/manifest.ts";
import { BlobRef } from "../run.ts";
import { blobRefOf } from "../values/blob-ref.ts";
import type { PlainJson } from "../values/json.ts";
import { readField } from "./node-ports.ts";
import { kindNames } from "./port-kind-table.ts";
import { PortKind } from "./port-kinds.ts";

// Two readers are written by hand, for pages that do without zod. They take exactly what the schemas take.

const json = fc.jsonValue() as fc.Arbitrary<PlainJson>;
const text = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("a".repeat(64), "a".repeat(65)), json);

test("a stored field is read as its schema reads it, and one of an unknown kind takes anything", () => {
  const StoredField = Field.extend({ kind: PortKind.catch("any") });
  const kind = fc.oneof(fc.constantFrom(...kindNames, "vector", "toString"), json);
  const shape = {
    name: text,
    kind,
    title: text,
    description: text,
    optional: fc.oneof(fc.boolean(), json),
    default: json,
  };
  const field = fc.record({ ...shape, other: json }, { requiredKeys: [] });
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(json, field), (item: PlainJson) => {
      const expected = StoredField.safeParse(item).data;
      if (expected) read += 1;
      expect(readField(item)).toStrictEqual(expected);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(20);
});

test("a reference to a blob is read as its schema reads it", () => {
  const ref = fc.record(
    { $blob: text, bytes: fc.oneof(fc.integer(), fc.double({ noNaN: true }), json), preview: text, other: json },
    { requiredKeys: ["$blob", "bytes"] },
  );
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(json, ref), (item: PlainJson) => {
      const expected = BlobRef.safeParse(item).data;
      if (expected) read += 1;
      expect(blobRefOf(item)).toStrictEqual(expected);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(20);
});
