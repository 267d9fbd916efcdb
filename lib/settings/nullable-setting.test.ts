import { expect, test } from "vitest";
import * as z from "zod";
import { splitNullable } from "./nullable-setting.ts";

const settings = (schema: z.ZodObject) => z.toJSONSchema(schema, { io: "input" }).properties ?? {};

test("a number that may be null keeps its limits, title and default", () => {
  const { heat } = settings(
    z.object({ heat: z.number().min(0).max(2).nullable().default(0.2).meta({ title: "Heat" }) }),
  );
  expect(splitNullable(heat)).toEqual({
    property: { type: "number", minimum: 0, maximum: 2, default: 0.2, title: "Heat" },
    isNullable: true,
  });
});

test("any other setting stays as it is", () => {
  const { name } = settings(z.object({ name: z.string() }));
  expect(splitNullable(name)).toEqual({ property: name, isNullable: false });
});
