import type { ModelService } from "../../../lib/models/models.ts";
import { openChatModel } from "./chat-models.ts";
import type { ModelCredential } from "./credential.ts";
import { openLearnt } from "./learnt.ts";

/** A few tokens: a model that is cut there has answered. */
const maxTokens = 16;

/** Has a model of a provider say a word, as a node would. Throws what the provider refuses. */
export async function tryModel(
  credential: ModelCredential & { provider: ModelService },
  model: string,
  signal: AbortSignal,
): Promise<void> {
  const learnt = openLearnt().of({ credential: "", version: "", model });
  const deps = { credential, learnt, readPrice: async () => undefined, options: { maxTokens } };
  const chat = await openChatModel(credential.provider, model, deps);
  await chat.invoke("Reply with OK.", { signal });
}
