/** What OpenTelemetry's conventions for generative AI call things (semantic conventions 1.37 and later). */
import type { Attributes } from "@opentelemetry/api";
import type { PlanNode } from "../lib/graph/plan.ts";
import { ModelRef } from "../lib/models/models.ts";
import type { Usage } from "../lib/models/usage.ts";

type Provider = ModelRef["provider"];

/** `default` is whatever the workspace has set; the answer names the model that it was. */
const providerNames = {
  default: "default",
  "built-in": "patchbay",
  local: "patchbay",
  "openai-compatible": "openai",
  openai: "openai",
  anthropic: "anthropic",
  google: "gcp.gemini",
  "azure-openai": "azure.ai.openai",
  mistral: "mistral_ai",
  groq: "groq",
  cohere: "cohere",
  bedrock: "aws.bedrock",
  vertex: "gcp.vertex_ai",
  ollama: "ollama",
} as const satisfies Record<Provider, string>;

/** The model a step asks, by name or by where it comes from; undefined for a step that asks none. */
export function modelName(node: PlanNode): string | undefined {
  const ref = refOf(node);
  return ref && (ref.model === "" ? ref.provider : ref.model);
}

export function modelAttributes(node: PlanNode): Attributes {
  const ref = refOf(node);
  if (!ref) return {};
  const { temperature, maxTokens } = node.config;
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": providerNames[ref.provider],
    "gen_ai.request.model": ref.model === "" ? ref.provider : ref.model,
    ...(typeof temperature === "number" ? { "gen_ai.request.temperature": temperature } : {}),
    ...(typeof maxTokens === "number" ? { "gen_ai.request.max_tokens": maxTokens } : {}),
  };
}

export function usageAttributes({
  tokensIn,
  tokensOut,
  tokensCached,
  tokensReasoning,
  model,
  outcome,
}: Usage): Attributes {
  return {
    ...(tokensIn === undefined ? {} : { "gen_ai.usage.input_tokens": tokensIn }),
    ...(tokensOut === undefined ? {} : { "gen_ai.usage.output_tokens": tokensOut }),
    ...(tokensCached === undefined ? {} : { "gen_ai.usage.cache_read.input_tokens": tokensCached }),
    ...(tokensReasoning === undefined ? {} : { "gen_ai.usage.reasoning.output_tokens": tokensReasoning }),
    ...(model === undefined ? {} : { "gen_ai.response.model": model }),
    ...(outcome === undefined ? {} : { "patchbay.answer.outcome": outcome }),
  };
}

function refOf({ config }: PlanNode): ModelRef | undefined {
  return typeof config.model === "object" ? ModelRef.safeParse(config.model).data : undefined;
}
