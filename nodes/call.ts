/** Runs one attempt of a built node, be it a plain function or a LangChain Runnable. */
import { PatchbayError } from "../lib/errors.ts";
import type { Values } from "../lib/run.ts";
import type { Built, Call } from "./define.ts";
import { asModelError } from "./models/providers/model-error.ts";

/**
 * Throws PatchbayError: `cancelled` when the signal is why it stopped, a provider's error in Patchbay's words, else
 * whatever the node threw.
 */
export async function callNode(built: Built<Values, Values>, inputs: Values, call: Call): Promise<Values> {
  call.signal.throwIfAborted();
  try {
    if (typeof built === "function") return await built(inputs, call);
    // Code that builds a Runnable has loaded LangChain, which takes some 60 MB; a worker that asks no model does without it.
    const { langchainConfig } = await import("./langchain-config.ts");
    return await built.invoke(inputs, langchainConfig(call));
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    if (call.signal.aborted) throw new PatchbayError("cancelled", "The step was stopped.", { cause: thrown });
    throw asModelError(thrown) ?? thrown;
  }
}
