import { expect, test } from "vitest";
import { CollectionChange } from "../../../collections/settings.ts";
import { restProcedures } from "./rest.ts";

/** What a schema makes of a field that is left out: Zod's partial() puts defaults in its place. */
const filledIn = (shape: Readonly<Record<string, { safeParse(value: unknown): { data?: unknown } }>>) =>
  Object.entries(shape).flatMap(([name, field]) => (field.safeParse(undefined).data === undefined ? [] : [name]));

test("what a PATCH leaves out stays as it is: no field of one has a default", () => {
  const patches = restProcedures().filter(({ meta }) => meta.openapi.method === "PATCH");
  expect(patches.map(({ path }) => path)).toEqual(expect.arrayContaining(["collections.rename", "sources.update"]));
  const filled = patches.flatMap(({ path, input }) => filledIn(input?.shape ?? {}).map((name) => `${path}: ${name}`));
  expect(filled).toEqual([]);
  expect(filledIn(CollectionChange.shape)).toEqual([]);
});
