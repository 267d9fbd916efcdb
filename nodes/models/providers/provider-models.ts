import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelService } from "../../../lib/models/models.ts";
import { apiUrl, authHeaders } from "./auth.ts";
import type { ModelCredential } from "./credential.ts";
import { asModelError, responseError } from "./model-error.ts";

/** `context` as the provider says it, in tokens. */
type ListedModel = { name: string; context: number | null };

const most = 5000;
const Context = z.number().int().positive().nullish().catch(null);

const OpenaiModels = z
  .object({ data: z.array(z.object({ id: z.string() })).max(most) })
  .transform(({ data }) => data.map(({ id }) => ({ name: id, context: null })));

/** Where each service lists its models that chat, how it writes them down, and what to check when it does not. */
const services = {
  "openai-compatible": {
    path: "/models",
    Models: OpenaiModels,
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
  ollama: {
    path: "/api/tags",
    Models: z
      .object({ models: z.array(z.object({ name: z.string() })).max(most) })
      .transform(({ models }) => models.map(({ name }) => ({ name, context: null }))),
    advice: "Ollama usually listens at http://localhost:11434.",
  },
} as const satisfies Record<ModelService, { path: string; Models: z.ZodType<ListedModel[]>; advice: string }>;

/**
 * The models a credential's server offers, by name; the cheapest question there is, so it also tells whether the
 * credential works. Throws `provider_refused`, `provider_busy`, or `bad_input` when the answer is not a list of models.
 */
export async function listProviderModels(
  credential: ModelCredential & { provider: ModelService },
  signal: AbortSignal,
): Promise<ListedModel[]> {
  const { path, Models, advice } = services[credential.provider];
  const url = apiUrl(credential.baseUrl, path);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  try {
    const headers = await authHeaders(credential, { url, method: "GET", body: "", signal: limit });
    const answer = await (credential.fetch ?? fetch)(url, { headers, redirect: "error", signal: limit });
    if (answer.status === 404 || answer.status === 405) throw noList(url, advice);
    if (!answer.ok) throw await responseError(answer);
    return Models.parse(await answer.json()).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const known = asModelError(thrown);
    if (known) throw known;
    throw new PatchbayError("bad_input", `This address does not answer like a model server. ${advice}`, {
      cause: thrown,
    });
  }
}

function noList(url: string, advice: string): PatchbayError {
  return new PatchbayError("bad_input", `There is no list of models at ${url}. ${advice}`);
}
