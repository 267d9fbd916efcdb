import { expect, test } from "vitest";
import * as z from "zod";
import { sayKnownNames } from "./unknown-keys.ts";

sayKnownNames();
const start = z.strictObject({ inputs: z.string().optional(), version: z.string().optional() });
const said = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message;

test("what was probably meant is asked for, and else what there is is listed", () => {
  expect(said(start, { input: 1 })).toBe("There is no “input” here. Did you mean “inputs”?");
  expect(said(z.strictObject({ start }), { start: { retries: 1 } })).toBe(
    "There is no “retries” here. What can be given: inputs and version.",
  );
  expect(said(z.strictObject({}), { a: 1 })).toBe("There is no “a” here. Leave it out.");
  expect(said(start, { inputs: 5 })).toBe("Invalid input: expected string, received number");
});
