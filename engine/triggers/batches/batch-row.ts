import { z } from "zod";
import { Json } from "../../../lib/values/json.ts";

/** A row that waits for its run. */
export const BatchRow = z.object({
  index: z.number(),
  line: z.number(),
  cells: z.array(Json),
  attempt: z.number(),
});
export type BatchRow = z.infer<typeof BatchRow>;
