import type { z } from "zod";
import { badInput } from "../../api/shared/error-shape.ts";

/** Throws `bad_input` with every issue. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badInput(parsed.error);
}
