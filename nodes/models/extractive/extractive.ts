/** Stands in when there is no language model: quotes the sentences of the prompt that fit its question best. */
import { builtInModel } from "../../../lib/models/prices.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { ChatOptions } from "../../define.ts";
import { type Answerer, AnswererModel, freeOfCharge } from "../answerer-model.ts";
import type { Embedder } from "../built-in/embeddings.ts";
import type { Meter } from "../meter.ts";
import { fillSchema } from "./extractive-json.ts";
import { readQuestion } from "./question.ts";
import { rankSentences, sentencesOf } from "./sentences.ts";

const extractiveName = builtInModel.extractive;
const mostQuotes = 3;
const maxFormTokens = 4096;
const nothing =
  "There is no text here to quote an answer from. The extractive answerer only quotes; connect a language model to have text written.";

export function extractiveModel(embedder: Embedder, options: ChatOptions, meter?: Meter): AnswererModel {
  const answer: Answerer = async (messages, { signal, onPiece }) => {
    const prompt = messages.at(-1)?.text ?? "";
    const { schema } = options;
    const text = schema
      ? stringifyJson(await fillSchema(prompt, schema, { embedder, signal }))
      : await quote(prompt, { embedder, signal });
    for (const piece of text.match(/\S+\s*/g) ?? []) {
      signal?.throwIfAborted();
      onPiece(piece);
    }
    const all = messages.map((message) => message.text).join(" ");
    return { outcome: "complete", usage: { tokensIn: countTokens(all), tokensOut: countTokens(text) } };
  };
  // It says nothing that was not said to it, but for the names of fields and the note that there is nothing to quote.
  const outputLimit = (tokensIn: number) => tokensIn + nothing.length + (options.schema ? maxFormTokens : 0);
  return new AnswererModel(extractiveName, answer, {
    readPrice: freeOfCharge,
    meter,
    outputLimit,
    sent: options.schema,
  });
}

async function quote(prompt: string, how: { embedder: Embedder; signal: AbortSignal | undefined }): Promise<string> {
  const { question, material } = readQuestion(prompt);
  const sentences = sentencesOf(material);
  if (sentences.length === 0) return nothing;
  const ranked = await rankSentences(question, sentences, how);
  const best = ranked[0]?.score ?? 0;
  // A weaker sentence is quoted only when it comes near the best one.
  const kept = ranked.slice(0, mostQuotes).filter(({ score }) => score >= best * 0.65);
  return kept
    .sort((a, b) => a.position - b.position)
    .map(({ text }) => text)
    .join(" ");
}

/** Words and punctuation marks: there is no tokenizer, as there is no model. */
function countTokens(text: string): number {
  return text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;
}
