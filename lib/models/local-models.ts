/** Model files that run on Patchbay's own machines: what is known of them, and whether they fit into a memory. */

import * as z from "zod";
import { formatBytes } from "../format-bytes.ts";

/** What a GGUF file says of itself. Sizes are bytes. */
export const LocalModelFacts = z.object({
  /** The name in its header, such as “Qwen2.5 0.5B Instruct”. */
  title: z.string().nullable(),
  architecture: z.string(),
  /** Such as “Q4_K_M”. */
  quantisation: z.string().nullable(),
  parameters: z.number(),
  /** Tokens it was trained with. */
  trainedContext: z.number().int(),
  license: z.string().nullable(),
  /** Of the weights, and for working, whatever the context. */
  memoryBase: z.number(),
  memoryPerToken: z.number(),
});
export type LocalModelFacts = z.infer<typeof LocalModelFacts>;

export const contextLimits = { least: 512, most: 262_144, usual: 4096 };
export const LocalContext = z
  .number()
  .int()
  .min(contextLimits.least, `Should be ${contextLimits.least} tokens or more.`)
  .max(contextLimits.most);

/** Bytes that each worker needs to run it. */
export function memoryNeeded(facts: Pick<LocalModelFacts, "memoryBase" | "memoryPerToken">, context: number): number {
  return Math.ceil(facts.memoryBase + facts.memoryPerToken * context);
}

/** Why a model cannot run where there is so much memory in all; undefined when it can. */
export function whyTooLarge(name: string, needed: number, memory: number): string | undefined {
  if (needed <= memory) return undefined;
  const advice = "Set a smaller context, or add a smaller model.";
  return `“${name}” needs ${formatBytes(needed)} of memory, and this machine has ${formatBytes(memory)}. ${advice}`;
}

const LocalModelState = z.enum(["downloading", "uploading", "checking", "ready", "failed"]);

export const LocalModelView = z.object({
  id: z.string(),
  key: z.string().meta({ description: "The name by which nodes choose it; it never changes." }),
  name: z.string(),
  state: LocalModelState,
  error: z.string().nullable(),
  host: z.string().nullable().meta({ description: "Where it is fetched from; null for an upload." }),
  sha256: z.string().nullable(),
  bytes: z.number().nullable(),
  doneBytes: z.number(),
  bytesPerSecond: z.number().nullable(),
  context: z.number().int(),
  facts: LocalModelFacts.nullable(),
  memoryNeeded: z.number().nullable().meta({ description: "Bytes that each worker needs while it runs the model." }),
  memory: z.number().meta({ description: "Bytes of memory of the machine that answers." }),
  copies: z
    .array(z.object({ machine: z.string(), doneBytes: z.number() }))
    .meta({ description: "Machines of workers that fetch the file now, and how many bytes each has." }),
  problem: z.string().nullable().meta({ description: "Why it cannot be used here, such as too little memory." }),
  createdAt: z.string(),
});
export type LocalModelView = z.infer<typeof LocalModelView>;

export const LocalModelUse = z.object({
  isDefaultModel: z.boolean(),
  pipelines: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type LocalModelUse = z.infer<typeof LocalModelUse>;
