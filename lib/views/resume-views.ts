/** Resuming a run, as dialogs and REST see it: what is taken over from the past run and what runs anew. */
import * as z from "zod";
import { Field } from "../node-types/manifest.ts";
import { Values } from "../run.ts";
import { reuseReasons } from "../runs/reuse.ts";

export const ResumePreview = z.object({
  /** The inputs with which the run would begin, and what its graph asks for. */
  inputs: Values,
  fields: z.array(Field),
  /** Inputs that do not fit, by name. */
  problems: z.record(z.string(), z.string()),
  taken: z.array(z.object({ nodeId: z.string(), title: z.string() })),
  anew: z.array(
    z.object({
      nodeId: z.string(),
      title: z.string(),
      reason: z.enum(reuseReasons),
      /** It has an external effect, which has or may have happened in the past run already. */
      actsAgain: z.boolean(),
    }),
  ),
});
export type ResumePreview = z.infer<typeof ResumePreview>;

export const RunResumed = z.object({
  id: z.string(),
  /** How many steps the new run has from the old one. */
  reused: z.number().int(),
});
export type RunResumed = z.infer<typeof RunResumed>;
