import { z } from "zod";

export const EffectAsk = z.object({ label: z.string(), key: z.string().nullable() });
export type EffectAsk = z.infer<typeof EffectAsk>;

/** What was done under one label: calls by idempotency key, and calls without one. Each key counts as one execution. */
export const Done = z.object({ keys: z.record(z.string(), z.number()), bare: z.number() });
export type Done = z.infer<typeof Done>;

export const EffectTally = z.record(z.string(), Done);
export type EffectTally = z.infer<typeof EffectTally>;
