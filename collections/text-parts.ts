import { splitByTokens } from "../nodes/documents/split/split.ts";
import { openEnglishCounter } from "../nodes/models/sentence-encoder/english-tokens.ts";
import { type Reads, searchedText } from "./embed.ts";

/** Half of what the model reads: the vector of a longer part says less of each of its sentences (bench positions). */
const PART_TOKENS = 64;
/** A heading stands above every part, and leaves most of it to the text. */
const MOST_OF_HEADING = 24;
/** About 15,000 characters. */
const MOST_PARTS = 64;

/**
 * What the model of a collection reads of a chunk. The English one on board reads 128 tokens of a text and no more, and so a
 * longer chunk has a vector for each part. Pinecone keeps one vector a chunk: there it is that of the beginning.
 */
export async function whatIsRead({
  driver,
  embeddingModel,
}: {
  driver: string;
  embeddingModel: unknown;
}): Promise<Reads> {
  const isEnglish = embeddingModel === null || embeddingModel === undefined;
  if (!isEnglish || driver !== "postgres") return (chunk) => [searchedText(chunk)];
  const { count } = await openEnglishCounter("read");
  return (chunk) => partsOf(chunk, count);
}

type Count = (text: string) => number;

function partsOf(chunk: Parameters<Reads>[0], count: Count): readonly string[] {
  const whole = searchedText(chunk);
  if (count(whole) <= PART_TOKENS) return [whole];
  const { heading } = chunk.metadata;
  const [above = ""] =
    typeof heading === "string" ? splitByTokens(heading, { size: MOST_OF_HEADING, overlap: 0 }, count) : [];
  const size = PART_TOKENS - count(above);
  const parts = splitByTokens(chunk.text, { size: evenSize(count(chunk.text), size), overlap: 0 }, count);
  return parts
    .filter((part) => part.trim() !== "")
    .slice(0, MOST_PARTS)
    .map((part) => (above === "" ? part : `${above}\n${part}`));
}

/** Parts of about the same size: a short rest says little. */
function evenSize(tokens: number, most: number): number {
  const parts = Math.ceil(tokens / most);
  return Math.min(most, Math.ceil((tokens / parts) * 1.15));
}
