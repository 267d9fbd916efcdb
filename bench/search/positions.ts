/**
 * How often a chunk is found by a fact at its beginning, in its middle and at its end, by meaning alone, when the English
 * embedding on board reads its first tokens, and when it reads it in parts. Each fact stands among sentences of the handbook.
 */
import { whatIsRead } from "../../collections/text-parts.ts";
import { similarityOfParts } from "../../collections/vectors/part-vectors.ts";
import { openSentenceEncoder } from "../../nodes/models/sentence-encoder/sentence-encoder.ts";
import { exampleFiles } from "../../server/examples/example-files.ts";
import { positionSet } from "./position-set.ts";

const CHARACTERS = 900;
const OTHERS = 100;
const FOUND = 5;
const positions = ["beginning", "middle", "end"] as const;
type Position = (typeof positions)[number];

export async function benchPositions(): Promise<Record<string, unknown>[]> {
  const [encode, inParts, sentences] = [
    await openSentenceEncoder(),
    await whatIsRead({ driver: "postgres", embeddingModel: null }),
    await handbookSentences(),
  ];
  const others = Array.from({ length: OTHERS }, (_, index) => passage(sentences, index * 11, CHARACTERS).join(" "));
  const questions = positionSet.map(([, question]) => encode(question));
  const ways = {
    "its first 128 tokens": (text: string) => encode(text),
    "in parts": (text: string) =>
      Float32Array.from(inParts({ text, metadata: {} }).flatMap((part) => [...encode(part)])),
  };
  return Object.entries(ways).map(([read, embed]) => {
    const known = others.map(embed);
    const found = positions.map((position) => {
      const chunks = positionSet.map(([fact], index) => embed(withFact(sentences, { fact, index, position })));
      const isFound = questions.filter((question, index) => rankOf([...chunks, ...known], question, index) < FOUND);
      return [position, isFound.length] as const;
    });
    const vectors = known.reduce((sum, { length }) => sum + length, 0) / known.length / (questions[0]?.length ?? 1);
    return { read, facts: positionSet.length, ...Object.fromEntries(found), "vectors a chunk": vectors.toFixed(1) };
  });
}

function rankOf(chunks: readonly Float32Array[], question: Float32Array, index: number): number {
  const scores = chunks.map((vectors) => similarityOfParts(question, vectors));
  return scores.filter((score) => score > (scores[index] ?? 0)).length;
}

async function handbookSentences(): Promise<string[]> {
  const files = await exampleFiles("handbook");
  const text = files.map(({ data }) => new TextDecoder().decode(data)).join("\n\n");
  return text.split(/(?<=[.?!])\s+/).filter(({ length }) => length > 20 && length < 300);
}

function passage(sentences: readonly string[], from: number, characters: number): string[] {
  const taken: string[] = [];
  for (let at = from, left = characters; ; at++) {
    const sentence = sentences[at % sentences.length] ?? "";
    left -= sentence.length + 1;
    if (left < 0) return taken;
    taken.push(sentence);
  }
}

type Placed = { fact: string; index: number; position: Position };

function withFact(sentences: readonly string[], { fact, index, position }: Placed): string {
  const around = passage(sentences, index * 37, CHARACTERS - fact.length);
  const at = { beginning: 0, middle: Math.floor(around.length / 2), end: around.length }[position];
  return around.toSpliced(at, 0, fact).join(" ");
}
