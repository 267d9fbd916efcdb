import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import type { LLMResult } from "@langchain/core/outputs";
import { reasoningPart } from "../lib/chat/answer-in.ts";
import type { Call } from "./define.ts";
import { usageOf } from "./models/answer.ts";

type ModelCall = Pick<Call, "signal" | "onUsage"> & Pick<Call, "onToken">;

/** What a node that calls a model itself passes to `invoke`, so that tokens, usage and cancelling find their way. */
export function langchainConfig(call: ModelCall) {
  return { signal: call.signal, callbacks: [new CallHandler(call)] };
}

type Told =
  Parameters<NonNullable<BaseCallbackHandler["handleLLMNewToken"]>> extends [string, ...infer Rest] ? Rest : never;

function thoughtIn(message: unknown): string | undefined {
  const thought = AIMessageChunk.isInstance(message) ? message.additional_kwargs.reasoning_content : undefined;
  return typeof thought === "string" && thought !== "" ? thought : undefined;
}

class CallHandler extends BaseCallbackHandler {
  override name = "patchbay-call";
  // Without it LangChain calls the handler in the background, and a step could end before its last token is told.
  override awaitHandlers = true;
  readonly lc_prefer_streaming = true;
  readonly #call: ModelCall;

  constructor(call: ModelCall) {
    super();
    this.#call = call;
  }

  override handleLLMNewToken(text: string, ...[, , , , about]: Told): void {
    if (text !== "") this.#call.onToken(text);
    const thought = about?.chunk && "message" in about.chunk ? thoughtIn(about.chunk.message) : undefined;
    if (thought !== undefined) this.#call.onToken(thought, reasoningPart);
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
