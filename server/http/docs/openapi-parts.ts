/** What the descriptions of routes are made of. */
import { z } from "zod";
import { Id } from "../../api/shared/inputs.ts";

export const json = (schema: z.ZodType) => ({ content: { "application/json": { schema } } });
export const path = (name: string) => z.object({ [name]: Id });
export const security = [{ bearer: [] }];
export const upload = (description: string) => ({
  required: true,
  content: {
    "multipart/form-data": {
      schema: z.strictObject({
        file: z.string().meta({ format: "binary", description }),
      }),
    },
  },
});
