import * as z from "zod";

/** How one model of an Arena did over its last runs. Means; null is not known. */
export const Standing = z.object({
  /** As the node's settings name it. */
  contender: z.string(),
  asked: z.number().int(),
  answered: z.number().int(),
  /** In how many of them a best answer was chosen, and how often it was this one's. */
  decided: z.number().int(),
  wins: z.number().int(),
  firstMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  costUsd: z.number().nullable(),
});
export type Standing = z.infer<typeof Standing>;
