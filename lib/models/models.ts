import * as z from "zod";

/** Kinds of services that serve models to those who have a credential. */
export const ModelService = z.enum([
  "openai-compatible",
  "openai",
  "anthropic",
  "google",
  "azure-openai",
  "mistral",
  "groq",
  "cohere",
  "bedrock",
  "vertex",
  "ollama",
]);
export type ModelService = z.infer<typeof ModelService>;

/** Whether a credential is for a service that serves models. */
export function servesModels<T extends { provider: string }>(
  credential: T,
): credential is T & { provider: ModelService } {
  return ModelService.safeParse(credential.provider).success;
}

/**
 * Where models come from. `default` means the workspace's default model; `built-in` needs no key and no network; `local` is a
 * file that the workspace has added, by its key.
 */
const ModelProvider = z.enum(["default", "built-in", "local", ...ModelService.options]);

/** Names a model: provider + model + credential (by id; the credential holds base URL and secret). */
export const ModelRef = z.strictObject({
  provider: ModelProvider,
  model: z.string().max(200).default(""),
  credential: z.string().max(64).exactOptional(),
});
export type ModelRef = z.infer<typeof ModelRef>;

/** Whether a model runs on Patchbay's own machines: it costs nothing. */
export function isOwn({ provider }: ModelRef): boolean {
  return provider === "built-in" || provider === "local";
}

/** How people know a model that a setting names: its name, or where it comes from. */
export function labelOf({ provider, model }: ModelRef): string {
  return model === "" ? provider : model;
}

export const defaultModelRef: ModelRef = { provider: "default", model: "" };

/** A model as pickers list it. Prices are US dollars per million tokens; null means unknown, never 0. */
export const ModelInfo = z.object({
  ref: ModelRef,
  title: z.string(),
  description: z.string(),
  context: z.number().int().nullable(),
  priceIn: z.number().nullable(),
  /** Of tokens that the provider has in its cache. */
  priceCached: z.number().nullable(),
  priceOut: z.number().nullable(),
  /** ready, or why it cannot be used now. */
  available: z.boolean(),
  unavailableReason: z.string().exactOptional(),
});
export type ModelInfo = z.infer<typeof ModelInfo>;
