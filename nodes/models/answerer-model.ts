import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import type { BaseLanguageModelInput } from "@langchain/core/language_models/base";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage, type StandardMessageStructure } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import type { Runnable } from "@langchain/core/runnables";
import { PatchbayError } from "../../lib/errors.ts";
import { noPrice, type Price, priced } from "../../lib/models/prices.ts";
import type { Usage } from "../../lib/models/usage.ts";
import { type AnswerEnd, aboutAnswer } from "./answer.ts";
import { withTextAlone } from "./files.ts";
import { type Again, askHeld, boundOf, estimateUsage, type Meter, tokensAtMost } from "./meter.ts";

/** How an answer ended and what it took; its text came in pieces. `kept` is for the model alone (protocols/turns.ts). */
export type Answered = AnswerEnd & { usage: Usage; kept?: unknown[] };
/** A piece of a call that a model makes; pieces of one call have one index, and `args` add up to its arguments as JSON. */
export type ToolPiece = { index: number; id?: string; name?: string; args?: string };
/** What a model may call. `choice`: by itself, none, at least one, or the one with this name. */
export type Tools = {
  specs: readonly { name: string; description: string; parameters: Record<string, unknown> }[];
  choice: "auto" | "none" | "any" | { name: string };
};
/** Answers a conversation, telling each piece as it comes. Rejects on abort. */
export type Answerer = (
  messages: BaseMessage[],
  call: {
    signal?: AbortSignal | undefined;
    onPiece(text: string): void;
    onThought?: (text: string) => void;
    tools?: Tools | undefined;
    onTool?: (piece: ToolPiece) => void;
    /** To be called before a second request of the same call. */
    again?: Again;
  },
) => Promise<Answered>;

/** Of a provider's model by its names, the one that was asked for first; undefined when it is not known. */
export type ReadPrice = (names: readonly string[], provider?: string) => Promise<Price | undefined>;
export const freeOfCharge: ReadPrice = async () => noPrice;

type CallOptions = BaseChatModelCallOptions & { tools?: BindToolsInput[] };
/** `protocol` is whose answers may be kept; a model without one takes no tools, and text alone. */
type About = {
  readPrice: ReadPrice;
  protocol?: string;
  meter?: Meter | undefined;
  /** How many tokens its answer may have, for an input of at most so many; null: no limit that anything knows of. */
  outputLimit(tokensIn: number): Promise<number | null> | number | null;
  /** What goes along with the messages of each request. */
  sent?: unknown;
};
type AnswerCall = Parameters<Answerer>[1];

/** The LangChain chat model around every model that Patchbay asks; it streams, aborts and counts tokens. */
export class AnswererModel extends BaseChatModel<CallOptions> {
  readonly model: string;
  readonly #answer: Answerer;
  readonly #about: About;

  constructor(model: string, answer: Answerer, about: About) {
    super({});
    this.model = model;
    this.#answer =
      about.protocol === undefined
        ? async (messages, call) => await answer(await withTextAlone(messages, model), call)
        : answer;
    this.#about = about;
  }

  _llmType(): string {
    return "patchbay";
  }

  override bindTools(
    tools: BindToolsInput[],
    options: Partial<CallOptions> = {},
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, CallOptions> {
    if (this.#about.protocol === undefined) {
      throw new PatchbayError(
        "bad_input",
        "This model cannot call tools. Choose another model in the node's settings.",
      );
    }
    return this.withConfig({ ...options, tools });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const pieces: (ChatGenerationChunk | Thought)[] = [];
    let wake = Promise.withResolvers<void>();
    const emit = (piece: ChatGenerationChunk | Thought) => {
      pieces.push(piece);
      wake.resolve();
    };
    const answer = this.#ask(messages, {
      signal: options.signal,
      tools: await toolsOf(options),
      onPiece: (text) => emit(new ChatGenerationChunk({ text, message: new AIMessageChunk(text) })),
      onThought: (thought) => emit({ thought }),
      onTool: (piece) => emit(toolChunk(piece)),
    });
    let isDone = false;
    const finished = answer.finally(() => {
      isDone = true;
      wake.resolve();
    });
    finished.catch(() => {});
    while (!isDone || pieces.length > 0) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        if ("thought" in piece) {
          await runManager?.handleLLMNewToken("", undefined, undefined, undefined, undefined, tellThought(piece));
          continue;
        }
        yield piece;
        if (piece.text !== "") await runManager?.handleLLMNewToken(piece.text);
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

  /** Within its budgets, and with what it cost. */
  async #ask(messages: BaseMessage[], call: AnswerCall): Promise<Answered> {
    const { meter, outputLimit, sent } = this.#about;
    if (!meter) {
      const answered = await this.#answer(messages, call);
      return { ...answered, usage: await this.#priced(answered.usage) };
    }
    const price = await this.#price([this.model]);
    const tokensIn = tokensAtMost(messages, [sent, call.tools]);
    const boundFor = (out: number | null) => boundOf(this.model, price, { in: tokensIn, out });
    const bound = boundFor(await outputLimit(tokensIn));
    let bytesOut = 0;
    const heard = {
      onPiece(text: string) {
        bytesOut += Buffer.byteLength(text);
        call.onPiece(text);
      },
      onThought(text: string) {
        bytesOut += Buffer.byteLength(text);
        call.onThought?.(text);
      },
    };
    return await askHeld({
      ...{ held: await meter(bound), bound, boundFor, signal: call.signal },
      priced: (usage) => this.#priced(usage),
      estimate: () => estimateUsage(tokensIn, bytesOut),
      ask: (signal, again) => this.#answer(messages, { ...call, ...heard, signal, again }),
    });
  }

  async #priced(usage: Usage): Promise<Usage> {
    return priced(usage, await this.#price([this.model, usage.model ?? this.model]));
  }

  /** A step does not fail because a price could not be read; its cost is then not known. */
  #price(names: readonly string[]): Promise<Price | undefined> {
    return this.#about.readPrice(names).catch(() => undefined);
  }

  #lastChunk({ kept, ...answered }: Answered): ChatGenerationChunk {
    const model = answered.usage.model ?? this.model;
    const { protocol } = this.#about;
    const about = aboutAnswer(answered, model);
    const message = new AIMessageChunk<StandardMessageStructure>({
      content: "",
      response_metadata: about,
      ...(kept && protocol !== undefined ? { additional_kwargs: { kept: { protocol, blocks: kept } } } : {}),
    });
    return new ChatGenerationChunk({ text: "", message });
  }
}

type Thought = { thought: string };

/** For those who watch alone, as LangChain names it: the whole of it stands in the last chunk. */
function tellThought({ thought }: Thought) {
  const message = new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: thought } });
  return { chunk: new ChatGenerationChunk({ text: "", message }) };
}

function toolChunk(piece: ToolPiece): ChatGenerationChunk {
  const message = new AIMessageChunk<StandardMessageStructure>({
    content: "",
    tool_call_chunks: [{ ...piece, type: "tool_call_chunk" }],
  });
  return new ChatGenerationChunk({ text: "", message });
}

async function toolsOf({ tools = [], tool_choice }: CallOptions): Promise<Tools | undefined> {
  if (tools.length === 0) return undefined;
  const { convertToOpenAITool } = await import("@langchain/core/utils/function_calling");
  const specs = tools.map((tool) => {
    const { name, description = "", parameters = {} } = convertToOpenAITool(tool).function;
    return { name, description, parameters: { ...parameters } };
  });
  return { specs, choice: choiceOf(tool_choice) };
}

/** LangChain leaves it to each model what it understands here. */
function choiceOf(choice: unknown): Tools["choice"] {
  if (choice === undefined || choice === "auto") return "auto";
  if (choice === "none") return "none";
  if (choice === "any" || choice === "required") return "any";
  if (typeof choice === "string") return { name: choice };
  const outer: { name?: unknown; function?: { name?: unknown } } = { ...Object(choice) };
  return { name: String(outer.function?.name ?? outer.name ?? "") };
}
