/** Runs one attempt of a built node, be it a plain function or a LangChain Runnable. */
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessage } from "@langchain/core/messages";
import type { LLMResult } from "@langchain/core/outputs";
import { PatchbayError } from "../lib/errors.ts";
import type { Values } from "../lib/run.ts";
import type { Built, Call } from "./define.ts";
import { usageOf } from "./models/answer.ts";
import { asModelError } from "./models/providers/model-error.ts";

/**
 * Throws PatchbayError: `cancelled` when the signal is why it stopped, a provider's error in Patchbay's words, else
 * whatever the node threw.
 */
export async function callNode(built: Built<Values, Values>, inputs: Values, call: Call): Promise<Values> {
  call.signal.throwIfAborted();
  try {
    if (typeof built === "function") return await built(inputs, call);
    return await built.invoke(inputs, langchainConfig(call));
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    if (call.signal.aborted) throw new PatchbayError("cancelled", "The step was stopped.", { cause: thrown });
    throw asModelError(thrown) ?? thrown;
  }
}

/** What a node that calls a model itself passes to `invoke`, so that tokens, usage and cancelling find their way. */
export function langchainConfig(call: Call) {
  return { signal: call.signal, callbacks: [new CallHandler(call)] };
}

class CallHandler extends BaseCallbackHandler {
  override name = "patchbay-call";
  // Without it LangChain calls the handler in the background, and a step could end before its last token is told.
  override awaitHandlers = true;
  readonly lc_prefer_streaming = true;
  readonly #call: Call;

  constructor(call: Call) {
    super();
    this.#call = call;
  }

  override handleLLMNewToken(text: string): void {
    if (text !== "") this.#call.onToken(text);
  }

  override handleLLMEnd(output: LLMResult): void {
    for (const generation of output.generations.flat()) {
      const message = "message" in generation ? generation.message : undefined;
      if (!AIMessage.isInstance(message)) continue;
      const usage = usageOf(message);
      if (usage) this.#call.onUsage(usage);
    }
  }
}
