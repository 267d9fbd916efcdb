import { z } from "zod";
import { LocalModelFacts } from "../../../lib/models/local-models.ts";

/** `isWhole`: the file has come to its end, so what its header announces has to be there. */
export const GgufAsk = z.object({ path: z.string(), isWhole: z.boolean() });
export type GgufAsk = z.infer<typeof GgufAsk>;

/** `early`: the header itself is not there yet. */
export const GgufResult = z.union([
  z.object({ facts: LocalModelFacts }),
  z.object({ refused: z.string() }),
  z.object({ early: z.literal(true) }),
]);
export type GgufResult = z.infer<typeof GgufResult>;
