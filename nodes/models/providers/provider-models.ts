import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelService } from "../../../lib/models/models.ts";
import type { ModelCredential } from "./credential.ts";
import { asModelError, responseError } from "./model-error.ts";

/** Where each service lists its models, how it writes them down, and what to check when it does not. */
const services = {
  "openai-compatible": {
    path: "/models",
    Names: z
      .object({ data: z.array(z.object({ id: z.string() })).max(5000) })
      .transform(({ data }) => data.map(({ id }) => id)),
    advice: "The base URL usually ends in /v1.",
  },
  ollama: {
    path: "/api/tags",
    Names: z
      .object({ models: z.array(z.object({ name: z.string() })).max(5000) })
      .transform(({ models }) => models.map(({ name }) => name)),
    advice: "Ollama usually listens at http://localhost:11434.",
  },
} as const satisfies Record<ModelService, { path: string; Names: z.ZodType<string[]>; advice: string }>;

/**
 * The models a credential's server offers, by name; the cheapest question there is, so it also tells whether the
 * credential works. Throws `provider_refused`, `provider_busy`, or `bad_input` when the answer is not a list of models.
 */
export async function listProviderModels(
  credential: ModelCredential & { provider: ModelService },
  signal: AbortSignal,
): Promise<string[]> {
  const { path, Names, advice } = services[credential.provider];
  const base = credential.baseUrl.replace(/\/+$/, "");
  const headers: HeadersInit = credential.secret === "" ? {} : { Authorization: `Bearer ${credential.secret}` };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  try {
    const answer = await (credential.fetch ?? fetch)(`${base}${path}`, {
      headers,
      redirect: "error",
      signal: limit,
    });
    if (answer.status === 404 || answer.status === 405) throw noList(`${base}${path}`, advice);
    if (!answer.ok) throw await responseError(answer);
    return Names.parse(await answer.json()).sort();
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
