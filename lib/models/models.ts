import { z } from "zod";

/** Where models come from. `default` means the workspace's default model; `built-in` needs no key and no network. */
export const modelProviders = ["default", "built-in", "openai-compatible", "ollama"] as const;

/** Names a model: provider + model + credential (by id; the credential holds base URL and secret). */
export const ModelRef = z.strictObject({
  provider: z.enum(modelProviders),
  model: z.string().max(200).default(""),
  credential: z.string().max(64).optional(),
});
export type ModelRef = z.infer<typeof ModelRef>;

export const defaultModelRef: ModelRef = { provider: "default", model: "" };

/** A model as pickers list it. Prices are US dollars a million tokens; null means unknown, never 0. */
export const ModelInfo = z.object({
  ref: ModelRef,
  title: z.string(),
  description: z.string(),
  context: z.number().int().nullable(),
  priceIn: z.number().nullable(),
  priceOut: z.number().nullable(),
  /** ready, or why it cannot be used now. */
  available: z.boolean(),
  unavailableReason: z.string().optional(),
});
export type ModelInfo = z.infer<typeof ModelInfo>;
