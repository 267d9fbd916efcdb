/** The child process that runs a language model. Its arguments are the path of the weights (GGUF) and a LlamaSetup. */
import type {
  ChatHistoryItem,
  ChatModelSegment,
  GbnfJsonSchema,
  Llama,
  LlamaContext,
  LlamaContextSequence,
  LlamaGrammar,
} from "node-llama-cpp";
import { ChatMLChatWrapper, getLlama, LlamaChat, LlamaLogLevel } from "node-llama-cpp";
import { PatchbayError } from "../../../lib/errors.ts";
import { serveHost } from "./child-protocol.ts";
import { holdToText } from "./grammars/copy-grammar.ts";
import { toGrammarSchema } from "./grammars/grammar-schema.ts";
import { quotesOf } from "./grammars/quote-grammar.ts";
import { sentencesInWordsOf } from "./grammars/word-grammar.ts";
import { LlamaAsk, type LlamaResult, LlamaSetup, llamaLimits } from "./llama-protocol.ts";

type Loaded = { llama: Llama; context: LlamaContext; sequences: LlamaContextSequence[] };

const [, , modelPath = "", given = "{}"] = process.argv;
const setup = LlamaSetup.parse(JSON.parse(given));
const isSmall = setup.kind === "built-in";
let loading: Promise<Loaded> | undefined;

serveHost(async (asked, { signal, onPiece }): Promise<LlamaResult> => {
  const ask = LlamaAsk.parse(asked);
  loading ??= load().catch((error: unknown) => {
    // The next call tries again: there may be more memory then.
    loading = undefined;
    throw isSmall ? error : notLoaded(error);
  });
  const { llama, sequences } = await loading;
  // The host sends no more calls at a time than there are sequences.
  const sequence = sequences.pop();
  if (!sequence) throw new Error("no free sequence");
  try {
    // What the sequence still holds of the last call is used again where the next one begins alike.
    return await answer({ ask, llama, sequence, signal, onPiece });
  } finally {
    sequences.push(sequence);
  }
});

async function load(): Promise<Loaded> {
  const { context: contextSize, parallel, threads } = setup;
  // More threads than free cores make it a hundred times slower, and other work is always running beside it.
  const llama = await getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: LlamaLogLevel.disabled });
  const model = await llama.loadModel({ modelPath });
  const batchSize = llamaLimits.batch;
  const context = await model.createContext({ contextSize, sequences: parallel, threads, batchSize });
  return { llama, context, sequences: Array.from({ length: parallel }, () => context.getSequence()) };
}

type Job = {
  ask: LlamaAsk;
  llama: Llama;
  sequence: LlamaContextSequence;
  signal: AbortSignal;
  onPiece(text: string): void;
};

async function answer({ ask, llama, sequence, signal, onPiece }: Job): Promise<LlamaResult> {
  const tokensIn = countTokens(ask, sequence);
  const tokensLeft = setup.context - tokensIn;
  if (tokensLeft < 32) throw tooLong();
  const before = sequence.tokenMeter.getState();
  const loop = new AbortController();
  const pieces: string[] = [];
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper: isSmall ? new ChatMLChatWrapper() : "auto" });
  try {
    const { response, fullResponse, metadata } = await chat.generateResponse(toHistory(ask), {
      signal: AbortSignal.any([signal, loop.signal]),
      stopOnAbortSignal: true,
      maxTokens: Math.min(ask.maxTokens ?? tokensLeft, tokensLeft),
      temperature: ask.temperature,
      topP: 0.9,
      minP: 0.05,
      trimWhitespaceSuffix: true,
      repeatPenalty: false,
      ...(isSmall ? smallModel : {}),
      onTextChunk: (text) => {
        onPiece(text);
        if (!isSmall || ask.schema !== undefined) return;
        pieces.push(text);
        if (isLooping(pieces.join(""), ask.vocabulary === undefined ? 40 : 24)) loop.abort();
      },
      ...(await grammarFor(llama, ask)),
    });
    signal.throwIfAborted();
    const used = sequence.tokenMeter.diff(before);
    return {
      text: response,
      tokensIn,
      tokensOut: used.usedOutputTokens,
      stopped: metadata.stopReason === "maxTokens" ? "length" : "end",
      ...thoughtsIn(fullResponse),
    };
  } finally {
    chat.dispose();
  }
}

/** A small model falls into loops; this forbids long verbatim repeats and leaves quoting the prompt alone. */
const smallModel = {
  dryRepeatPenalty: { strength: 0.8, base: 1.75, allowedLength: 6 },
  customStopTriggers: ["\nQuestion:", "<|im_start|>"],
};

function thoughtsIn(parts: readonly (string | ChatModelSegment)[]): { reasoning?: string } {
  const thoughts = parts.flatMap((part) =>
    typeof part !== "string" && part.segmentType === "thought" ? part.text : [],
  );
  return thoughts.length === 0 ? {} : { reasoning: thoughts.join("").trim() };
}

/** Whether the last characters were generated twice before: a small model may repeat itself until its limit. */
function isLooping(text: string, characters: number): boolean {
  const tail = text.slice(-characters);
  const before = text.lastIndexOf(tail, text.length - characters - 1);
  return before > 0 && text.lastIndexOf(tail, before - 1) >= 0;
}

function notLoaded(cause: unknown): PatchbayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = "If it stays so, set a smaller context, or delete it and add another file of it.";
  return new PatchbayError("unavailable", `“${setup.name}” could not be loaded (${reason}). ${advice}`, { cause });
}

/** Of the whole conversation, with the marks around each message. */
function countTokens({ messages }: LlamaAsk, { model }: LlamaContextSequence): number {
  return messages.reduce((sum, { content }) => sum + model.tokenize(content).length + 5, 5);
}

function tooLong(): PatchbayError {
  const words = Math.round(setup.context * 0.75);
  const model = isSmall ? "the built-in model" : `“${setup.name}”`;
  const advice = isSmall ? "choose a larger model" : "give it a larger context in Settings";
  return new PatchbayError(
    "bad_input",
    `The text is too long for ${model}, which reads about ${words} words. Send less, or ${advice}.`,
  );
}

function toHistory({ messages }: LlamaAsk): ChatHistoryItem[] {
  const items = messages.map(({ role, content }): ChatHistoryItem => {
    if (role === "assistant") return { type: "model", response: [content] };
    return { type: role, text: content };
  });
  return [...items, { type: "model", response: [] }];
}

async function grammarFor(
  llama: Llama,
  { schema, copyFrom = "", vocabulary = "", quotes = [] }: LlamaAsk,
): Promise<{ grammar?: LlamaGrammar }> {
  if (schema === undefined) {
    const held = quotesOf(quotes) ?? sentencesInWordsOf(vocabulary);
    return held === undefined ? {} : { grammar: await llama.createGrammar({ grammar: held }) };
  }
  const free = await llama.createGrammarForJsonSchema<GbnfJsonSchema>(toGrammarSchema(schema));
  const held = isSmall ? holdToText(free.grammar, copyFrom) : undefined;
  if (held === undefined) return { grammar: free };
  const { stopGenerationTriggers, trimWhitespaceSuffix } = free;
  return { grammar: await llama.createGrammar({ grammar: held, stopGenerationTriggers, trimWhitespaceSuffix }) };
}
