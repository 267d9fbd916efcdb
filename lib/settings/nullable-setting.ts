/** The JSON Schema of a setting that may be null, which zod writes as a choice of two. */
import * as z from "zod";

const Choice = z.looseObject({ anyOf: z.tuple([z.looseObject({}), z.strictObject({ type: z.literal("null") })]) });

/** The setting as it is when it is not null, and whether it may be. */
export function splitNullable(property: unknown): { property: unknown; isNullable: boolean } {
  const choice = Choice.safeParse(property);
  if (!choice.success) return { property, isNullable: false };
  const { anyOf, ...rest } = choice.data;
  return { property: { ...rest, ...anyOf[0] }, isNullable: true };
}
