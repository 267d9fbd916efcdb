/** Backfills of schedules, as pages, REST and scripts see them. Times are ISO 8601. */
import * as z from "zod";

const Time = z.string().meta({ format: "date-time" });

export const BackfillView = z.object({
  id: z.string(),
  from: Time,
  to: Time,
  version: z.number().int().meta({ description: "The published version that runs." }),
  concurrency: z.number().int(),
  again: z.boolean(),
  state: z.enum(["running", "done", "cancelled"]),
  total: z.number().int().meta({ description: "How many times there are in the range." }),
  started: z.number().int().meta({ description: "How many runs it has started." }),
  skipped: z.number().int().meta({ description: "How many times had a run already." }),
  error: z.string().nullable().meta({ description: "What stands in the way of the next run; it is tried again." }),
  createdAt: Time,
});
export type BackfillView = z.infer<typeof BackfillView>;
