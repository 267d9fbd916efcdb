/** Counting tokens as the models of OpenAI do, and the embedding models on board. Other models cut otherwise, so that for them it is an estimate. */
import { countByWord, type TokenCounter } from "./count-by-word.ts";

/**
 * o200k_base: GPT-4o, GPT-4.1, GPT-5 and o-models · cl100k_base: GPT-4, GPT-3.5 and the text-embedding-3 models · on-board: the
 * English embedding on board
 */
export const tokenizerNames = ["o200k_base", "cl100k_base", "on-board"] as const;
export type TokenizerName = (typeof tokenizerNames)[number];

/**
 * A word with the spaces before it. The tokenizer takes the square of the length of what it is given at once (version 1.0.21:
 * 12 s for a word of 10,000 letters), so a longer one is counted in parts, which may make a few tokens more of it.
 */
const spacedWord = /\s{0,32}\S{1,32}|\s{1,32}/gu;

/** The table of a tokenizer has some megabytes, so it is loaded when it is first asked for. */
export async function openTokenCounter(name: TokenizerName): Promise<TokenCounter> {
  if (name === "on-board") {
    const { openEnglishCounter } = await import("../../models/sentence-encoder/english-tokens.ts");
    return openEnglishCounter("written");
  }
  const encode = await encoderOf(name);
  return countByWord((word) => encode(word).length, spacedWord);
}

type OpenAiTokenizer = Exclude<TokenizerName, "on-board">;
type Encode = (text: string) => readonly number[];
const encoders = new Map<OpenAiTokenizer, Promise<Encode>>();
const tables = {
  o200k_base: () => import("js-tiktoken/ranks/o200k_base"),
  cl100k_base: () => import("js-tiktoken/ranks/cl100k_base"),
} satisfies Record<OpenAiTokenizer, unknown>;

function encoderOf(name: OpenAiTokenizer): Promise<Encode> {
  const encoder = encoders.get(name) ?? load(name);
  encoders.set(name, encoder);
  return encoder;
}

async function load(name: OpenAiTokenizer): Promise<Encode> {
  const [{ Tiktoken }, { default: table }] = await Promise.all([import("js-tiktoken/lite"), tables[name]()]);
  const tokenizer = new Tiktoken(table);
  // What looks like a mark of the model's own, such as <|endoftext|>, is text here.
  return (text) => tokenizer.encode(text, [], []);
}
