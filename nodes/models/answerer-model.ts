import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage, type StandardMessageStructure } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import type { Usage } from "../../lib/models/usage.ts";
import { type AnswerEnd, aboutAnswer } from "./answer.ts";

/** How an answer ended and what it took; its text came in pieces. */
export type Answered = AnswerEnd & { usage: Usage };
/** Answers a conversation, telling each piece of text as it comes. Rejects on abort. */
export type Answerer = (
  messages: BaseMessage[],
  call: { signal?: AbortSignal | undefined; onPiece(text: string): void },
) => Promise<Answered>;

/** The LangChain chat model around every model that Patchbay asks; it streams, aborts and counts tokens. */
export class AnswererModel extends BaseChatModel {
  readonly model: string;
  readonly #answer: Answerer;

  constructor(model: string, answer: Answerer) {
    super({});
    this.model = model;
    this.#answer = answer;
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
    yield this.#lastChunk(await finished);
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

  #lastChunk(answered: Answered): ChatGenerationChunk {
    const about = aboutAnswer(answered, answered.usage.model ?? this.model);
    const message = new AIMessageChunk<StandardMessageStructure>({ content: "", response_metadata: about });
    return new ChatGenerationChunk({ text: "", message });
  }
}
