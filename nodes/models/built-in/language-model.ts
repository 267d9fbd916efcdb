/** The built-in language model: SmolLM2 in a child process, behind a LangChain chat model. */

import { builtInModel } from "../../../lib/models/prices.ts";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { ChatOptions } from "../../define.ts";
import type { JsonSchema } from "../../json-schema/json-schema.ts";
import { type Answerer, AnswererModel, freeOfCharge } from "../answerer-model.ts";
import { readQuestion } from "../extractive/question.ts";
import { type Ranked, rankSentences, type Sentence, sentencesOf } from "../extractive/sentences.ts";
import { smallForm } from "../form.ts";
import type { Meter } from "../meter.ts";
import { answeredBy, toChat } from "./chat-messages.ts";
import { type ChildHost, openChildHost } from "./child-host.ts";
import type { Embedder } from "./embeddings.ts";
import { type LlamaAsk, LlamaResult, type LlamaSetup, llamaLimits } from "./llama-protocol.ts";

export const languageModelName = builtInModel.language;

export type LanguageModel = {
  /** `lane` is who asks; those who wait take turns by it. */
  chat(options: ChatOptions, lane: string | undefined, meter?: Meter): AnswererModel;
  readonly pid: number | undefined;
  close(): Promise<void>;
};

export function openLanguageModel({
  path,
  embedder,
  idleMs,
}: {
  path: string;
  embedder: Embedder;
  idleMs: number;
}): LanguageModel {
  const host = openChildHost({
    script: new URL("./llama-child.ts", import.meta.url),
    args: [path, JSON.stringify(setup)],
    title: "The built-in language model",
    concurrency: llamaLimits.parallel,
    idleMs,
  });
  return {
    get pid() {
      return host.pid;
    },
    chat: (options, lane, meter) =>
      new AnswererModel(languageModelName, answerer({ host, embedder, lane }, options), {
        ...{ readPrice: freeOfCharge, meter, sent: options.schema },
        outputLimit: () => options.maxTokens ?? usualTokens,
      }),
    close: () => host.close(),
  };
}

const usualTokens = 512;
const { context, parallel } = llamaLimits;
const setup: LlamaSetup = { kind: "built-in", name: languageModelName, context, parallel, threads: 1 };

type Parts = { host: ChildHost; embedder: Embedder; lane: string | undefined };

function answerer({ host, embedder, lane }: Parts, options: ChatOptions): Answerer {
  return async (messages, { signal, onPiece }) => {
    const chat = toChat(messages);
    const { schema } = options;
    const ask: LlamaAsk = {
      ...(schema ? formAsk(chat, schema) : await chatAsk(chat, embedder, signal)),
      temperature: options.temperature ?? 0.2,
      maxTokens: options.maxTokens ?? usualTokens,
    };
    if (!schema) return answeredBy(LlamaResult.parse(await host.call(ask, { signal, onPiece, lane })));
    const result = LlamaResult.parse(await host.call(ask, { signal, lane }));
    // A list that must have a length keeps its repeats: without them it might be too short for its schema.
    onPiece(JSON.stringify(schema).includes('"minItems"') ? result.text : withoutRepeats(result.text));
    return answeredBy(result);
  };
}

type ChatMessages = LlamaAsk["messages"];

function formAsk(chat: ChatMessages, schema: JsonSchema): Pick<LlamaAsk, "messages" | "schema" | "copyFrom"> {
  const text = chat.find(({ role }) => role === "user")?.content ?? "";
  const form = smallForm(chat[0]?.role === "system" ? chat[0].content : "", schema, text);
  const messages = [
    { role: "system", content: form.system },
    { role: "user", content: form.user },
  ] as const;
  return { messages: [...messages], schema, copyFrom: text };
}

/** Lists of a small model's JSON tend to say one thing twice. */
function withoutRepeats(text: string): string {
  try {
    return stringifyJson(parseJson(text), 0, (value) =>
      Array.isArray(value) ? [...new Map(value.map((item) => [stringifyJson(item), item])).values()] : value,
    );
  } catch {
    return text;
  }
}

type ChatAsk = Pick<LlamaAsk, "messages" | "vocabulary" | "quotes">;

async function chatAsk(chat: ChatMessages, embedder: Embedder, signal: AbortSignal | undefined): Promise<ChatAsk> {
  const last = chat.at(-1);
  const focused = last?.role === "user" ? await focus(last.content, embedder, signal) : undefined;
  if (focused) return focused;
  return { messages: chat[0]?.role === "system" ? chat : [{ role: "system", content: houseSystem }, ...chat] };
}

const focusFrom = 400;
const focusSentences = 2;
/** A second sentence has to fit nearly as well as the best, or the model answers from it; beside a very short one it rambles. */
const focusShare = 0.88;
const focusLength = 60;

/**
 * A model of this size loses itself in a page of passages and invents what it does not find. So a prompt that carries much
 * material and a question is narrowed to the few sentences that fit the question; any other stays as it is. What asks is
 * answered by quoting them, of which the model says how much; what is to be written is written in their words.
 */
async function focus(
  prompt: string,
  embedder: Embedder,
  signal: AbortSignal | undefined,
): Promise<ChatAsk | undefined> {
  const { question, material } = readQuestion(prompt);
  if (material.length < focusFrom || question.length > 500) return undefined;
  const sentences = sentencesOf(material);
  const ranked = await rankSentences(question, sentences, { embedder, signal });
  const quotes = asks.test(question) ? withNext(ranked[0], sentences) : undefined;
  const passage = (quotes ?? nearest(ranked)).join(" ");
  const messages: ChatMessages = [...example, { role: "user", content: passagePrompt(passage, question) }];
  return { messages, vocabulary: `${passage} ${question}`, ...(quotes && { quotes }) };
}

const asks =
  /\?\s*$|^(?:who|whom|whose|what|when|where|which|why|how|can|could|do|does|did|is|are|was|were|will|may|must|should)\b/i;

/** The best sentence, and the one that follows it in its passage: the second half of an answer is mostly there. */
function withNext(best: Ranked | undefined, sentences: readonly Sentence[]): string[] {
  const next = best && sentences[best.position + 1];
  return [...(best ? [best.text] : []), ...(next && !next.isFirst ? [next.text] : [])];
}

/** Best first: what the model reads first weighs most with it. */
function nearest(ranked: readonly Ranked[]): string[] {
  const { score: best = 0, text: first = "" } = ranked[0] ?? {};
  const isShort = first.length < focusLength;
  return ranked
    .slice(0, focusSentences)
    .filter(({ score }, index) => index === 0 || score >= focusShare * best || (index === 1 && isShort))
    .map(({ text }) => text);
}

function passagePrompt(passage: string, question: string): string {
  return `Answer the question using only the passage below.\n\nPassage: ${passage}\n\nQuestion: ${question}`;
}

const houseSystem = "Use the information provided to answer the question. Answer in complete sentences.";
const example: ChatMessages = [
  { role: "system", content: houseSystem },
  {
    role: "user",
    content: passagePrompt(
      "The library opens at nine. On Sundays it is closed. Books may be kept for three weeks.",
      "How long can I keep a book?",
    ),
  },
  { role: "assistant", content: "Books may be kept for three weeks." },
];
