import * as z from "zod";

/** What a cache keeps now, and what its hits saved in US dollars, as far as that is known. */
export const CacheView = z.object({
  cache: z.string(),
  entries: z.number().int(),
  hits: z.number().int(),
  savedUsd: z.number(),
});
export type CacheView = z.infer<typeof CacheView>;
