import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelService } from "../../../lib/models/models.ts";
import { postJson } from "../protocols/wire.ts";
import { apiUrl, azureUrl, bedrockUrl, vertexListUrl } from "./addresses.ts";
import { authHeaders } from "./auth.ts";
import { CompatibleModels, Context, mostListed } from "./compatible-list.ts";
import type { ModelCredential } from "./credential.ts";
import { asModelError, providerError, responseError } from "./model-error.ts";
import { describeOllamaModels } from "./ollama-list.ts";
import { withoutSecret } from "./without-secret.ts";

/** `context` as the provider says it, in tokens. */
type ListedModel = { name: string; context: number | null };

const most = mostListed;

const OpenaiModels = z
  .object({ data: z.array(z.object({ id: z.string() })).max(most) })
  .transform(({ data }) => data.map(({ id }) => ({ name: id, context: null })));

/** Where each service lists its models that chat, how it writes them down, and what to check when it does not. */
const services = {
  "openai-compatible": {
    path: "/models",
    Models: CompatibleModels,
    advice: "The base URL usually ends in /v1.",
  },
  openai: {
    path: "/v1/models",
    Models: OpenaiModels,
    advice: "OpenAI's base URL is https://api.openai.com/v1.",
  },
  anthropic: {
    path: "/v1/models?limit=1000",
    Models: z
      .object({ data: z.array(z.object({ id: z.string(), max_input_tokens: Context })).max(most) })
      .transform(({ data }) => data.map((each) => ({ name: each.id, context: each.max_input_tokens ?? null }))),
    advice: "Anthropic's base URL is https://api.anthropic.com.",
  },
  google: {
    path: "/v1/models?pageSize=1000",
    Models: z
      .object({
        models: z.array(
          z.object({
            name: z.string(),
            inputTokenLimit: Context,
            supportedGenerationMethods: z.array(z.string()).default([]),
          }),
        ),
      })
      .transform(({ models }) =>
        models
          .filter(({ supportedGenerationMethods: can }) => can.includes("generateContent"))
          .map((each) => ({ name: each.name.replace(/^models\//, ""), context: each.inputTokenLimit ?? null })),
      ),
    advice: "The base URL of the Gemini API is https://generativelanguage.googleapis.com.",
  },
  "azure-openai": {
    path: (baseUrl: string) => [azureUrl(baseUrl, "models")],
    Models: z
      .object({
        data: z.array(
          z.object({
            id: z.string(),
            capabilities: z.object({ chat_completion: z.boolean().default(true) }).nullish(),
          }),
        ),
      })
      .transform(({ data }) =>
        data
          .filter(({ capabilities }) => capabilities?.chat_completion !== false)
          .map(({ id }) => ({ name: id, context: null })),
      ),
    advice: "The base URL is that of the resource, such as https://my-resource.openai.azure.com.",
  },
  mistral: {
    path: "/v1/models",
    Models: z
      .object({
        data: z.array(
          z.object({
            id: z.string(),
            max_context_length: Context,
            capabilities: z.object({ completion_chat: z.boolean().default(true) }).nullish(),
          }),
        ),
      })
      .transform(({ data }) =>
        data
          .filter(({ capabilities }) => capabilities?.completion_chat !== false)
          .map((each) => ({ name: each.id, context: each.max_context_length ?? null })),
      ),
    advice: "Mistral's base URL is https://api.mistral.ai.",
  },
  groq: {
    path: "/v1/models",
    Models: z
      .object({ data: z.array(z.object({ id: z.string(), context_window: Context })).max(most) })
      .transform(({ data }) => data.map((each) => ({ name: each.id, context: each.context_window ?? null }))),
    advice: "Groq's base URL is https://api.groq.com/openai/v1.",
  },
  cohere: {
    path: "/v1/models?endpoint=chat&page_size=1000",
    Models: z
      .object({ models: z.array(z.object({ name: z.string(), context_length: Context })).max(most) })
      .transform(({ models }) => models.map((each) => ({ name: each.name, context: each.context_length ?? null }))),
    advice: "Cohere's base URL is https://api.cohere.com.",
  },
  bedrock: {
    path: (baseUrl: string) => [
      bedrockUrl(baseUrl, "/foundation-models?byOutputModality=TEXT&byInferenceType=ON_DEMAND"),
      // Newer models are reached by a profile only, which spreads them over regions.
      bedrockUrl(baseUrl, "/inference-profiles?maxResults=1000"),
    ],
    Models: z
      .union([
        z.object({ modelSummaries: z.array(z.object({ modelId: z.string() })).max(most) }),
        z.object({ inferenceProfileSummaries: z.array(z.object({ inferenceProfileId: z.string() })).max(most) }),
      ])
      .transform((list) =>
        "modelSummaries" in list
          ? list.modelSummaries.map(({ modelId }) => ({ name: modelId, context: null }))
          : list.inferenceProfileSummaries.map((each) => ({ name: each.inferenceProfileId, context: null })),
      ),
    advice: "The base URL names the region, such as https://bedrock-runtime.us-east-1.amazonaws.com.",
  },
  vertex: {
    path: (baseUrl: string) => [vertexListUrl(baseUrl)],
    Models: z
      .object({ publisherModels: z.array(z.object({ name: z.string() })).max(most) })
      .transform(({ publisherModels }) =>
        publisherModels
          .map(({ name }) => ({ name: name.replace(/^publishers\/google\/models\//, ""), context: null }))
          .filter(({ name }) => name.startsWith("gemini")),
      ),
    advice: "The base URL names the region, such as https://us-central1-aiplatform.googleapis.com.",
  },
  ollama: {
    path: "/api/tags",
    Models: z
      .object({ models: z.array(z.object({ name: z.string() })).max(most) })
      .transform(({ models }) => models.map(({ name }) => ({ name, context: null }))),
    advice: "Ollama usually listens at http://localhost:11434.",
  },
} satisfies Record<
  ModelService,
  { path: string | ((baseUrl: string) => string[]); Models: z.ZodType<ListedModel[]>; advice: string }
>;

/**
 * The models a credential's server offers, by name; the cheapest question there is, so it also tells whether the
 * credential works. Throws `provider_refused`, `provider_busy`, or `bad_input` when the answer is not a list of models.
 */
export async function listProviderModels(
  credential: ModelCredential & { provider: ModelService },
  signal: AbortSignal,
): Promise<ListedModel[]> {
  const { path, advice } = services[credential.provider];
  const urls = typeof path === "string" ? [apiUrl(credential.baseUrl, path)] : path(credential.baseUrl);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  try {
    const lists = await Promise.all(urls.map((url) => listAt(url, credential, limit)));
    const models = lists.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
    if (credential.provider !== "ollama") return models;
    return await describeOllamaModels(models, (model) => showModel(model, credential, limit));
  } catch (thrown) {
    const words = `This address does not answer like a model server. ${advice}`;
    throw withoutSecret(asModelError(thrown) ?? new PatchbayError("bad_input", words, { cause: thrown }), credential);
  }
}

async function listAt(
  url: string,
  credential: ModelCredential & { provider: ModelService },
  signal: AbortSignal,
): Promise<ListedModel[]> {
  const { Models, advice } = services[credential.provider];
  const headers = await authHeaders(credential, { url, method: "GET", body: "", signal });
  const answer = await (credential.fetch ?? fetch)(url, { headers, redirect: "error", signal });
  if (answer.status === 404 || answer.status === 405) throw noList(url, advice);
  if (!answer.ok) throw await responseError(answer);
  const body: unknown = await answer.json();
  const { error } = Object(body);
  if (error) throw providerError(body, undefined, answer.headers);
  return Models.parse(body);
}

/** What a server of Ollama says of one of its models. */
async function showModel(model: string, credential: ModelCredential, signal: AbortSignal): Promise<unknown> {
  const answer = await postJson(
    { url: apiUrl(credential.baseUrl, "/api/show"), body: { model } },
    { credential, signal },
  );
  if (!answer.ok) throw await responseError(answer);
  return await answer.json();
}

function noList(url: string, advice: string): PatchbayError {
  return new PatchbayError("bad_input", `There is no list of models at ${url}. ${advice}`);
}
