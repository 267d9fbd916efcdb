import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage, type StandardMessageStructure } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { noPrice, type Price, priced } from "../../lib/models/prices.ts";
import type { Usage } from "../../lib/models/usage.ts";
import { type AnswerEnd, aboutAnswer } from "./answer.ts";

/** How an answer ended and what it took; its text came in pieces. */
export type Answered = AnswerEnd & { usage: Usage };
/** Answers a conversation, telling each piece of text as it comes. Rejects on abort. */
export type Answerer = (
  messages: BaseMessage[],
  call: { signal?: AbortSignal | undefined; onPiece(text: string): void },
) => Promise<Answered>;

/** Of a model by its names, the one that was asked for first; undefined when it is not known. */
export type ReadPrice = (names: readonly string[]) => Promise<Price | undefined>;
export const freeOfCharge: ReadPrice = async () => noPrice;

/** The LangChain chat model around every model that Patchbay asks; it streams, aborts and counts tokens. */
export class AnswererModel extends BaseChatModel {
  readonly model: string;
  readonly #answer: Answerer;
  readonly #readPrice: ReadPrice;

  constructor(model: string, answer: Answerer, readPrice: ReadPrice) {
    super({});
    this.model = model;
    this.#answer = answer;
    this.#readPrice = readPrice;
  }

  _llmType(): string {
    return "patchbay";
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const pieces: string[] = [];
    let wake = Promise.withResolvers<void>();
    const emit = (text: string) => {
      pieces.push(text);
      wake.resolve();
    };
    const answer = this.#answer(messages, { signal: options.signal, onPiece: emit });
    let isDone = false;
    const finished = answer.finally(() => {
      isDone = true;
      wake.resolve();
    });
    finished.catch(() => {});
    while (!isDone || pieces.length > 0) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
      for (let text = pieces.shift(); text !== undefined; text = pieces.shift()) {
        yield new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
        await runManager?.handleLLMNewToken(text);
      }
    }
    yield await this.#lastChunk(await finished);
  }

  async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options, runManager)) {
      whole = whole ? whole.concat(chunk) : chunk;
    }
    return { generations: whole ? [whole] : [] };
  }

  async #lastChunk(answered: Answered): Promise<ChatGenerationChunk> {
    const model = answered.usage.model ?? this.model;
    // A step does not fail because a price could not be read; its cost is then not known.
    const price = await this.#readPrice([this.model, model]).catch(() => undefined);
    const about = aboutAnswer({ ...answered, usage: priced(answered.usage, price) }, model);
    const message = new AIMessageChunk<StandardMessageStructure>({ content: "", response_metadata: about });
    return new ChatGenerationChunk({ text: "", message });
  }
}
