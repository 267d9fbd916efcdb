import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelCredential } from "./credential.ts";
import { asModelError } from "./model-error.ts";

const OpenaiModels = z.object({ data: z.array(z.object({ id: z.string() })).max(5000) });
const OllamaModels = z.object({ models: z.array(z.object({ name: z.string() })).max(5000) });

/**
 * The models a credential's server offers, by name; the cheapest question there is, so it also tells whether the
 * credential works. Throws `provider_refused`, `provider_busy`, or `bad_input` when the answer is not a list of models.
 */
export async function listProviderModels(credential: ModelCredential, signal: AbortSignal): Promise<string[]> {
  const base = credential.baseUrl.replace(/\/+$/, "");
  const isOllama = credential.provider === "ollama";
  const headers: HeadersInit = credential.secret === "" ? {} : { Authorization: `Bearer ${credential.secret}` };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  try {
    const answer = await (credential.fetch ?? fetch)(isOllama ? `${base}/api/tags` : `${base}/models`, {
      headers,
      redirect: "error",
      signal: limit,
    });
    if (!answer.ok)
      throw Object.assign(new Error(answer.statusText), { status: answer.status, headers: answer.headers });
    const body: unknown = await answer.json();
    const names = isOllama
      ? OllamaModels.parse(body).models.map(({ name }) => name)
      : OpenaiModels.parse(body).data.map(({ id }) => id);
    return names.sort();
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const known = asModelError(thrown);
    if (known) throw known;
    const advice = isOllama ? "Ollama usually listens at http://localhost:11434." : "The base URL usually ends in /v1.";
    throw new PatchbayError("bad_input", `This address does not answer like a model server. ${advice}`, {
      cause: thrown,
    });
  }
}
