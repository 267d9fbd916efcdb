import type { ModelCredential } from "./credential.ts";
import { openLearnt } from "./learnt.ts";
import { openaiCompatible } from "./openai-compatible.ts";

/** A few tokens: a model that is cut there has answered. */
const maxTokens = 16;

/** Has a model of an OpenAI-compatible server say a word, as a node would. Throws what the provider refuses. */
export async function tryModel(credential: ModelCredential, model: string, signal: AbortSignal): Promise<void> {
  const learnt = openLearnt().of({ credential: "", version: "", model });
  const deps = { credential, learnt, readPrice: async () => undefined };
  await openaiCompatible(model, deps, { maxTokens }).invoke("Reply with OK.", { signal });
}
