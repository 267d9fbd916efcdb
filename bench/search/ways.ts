/**
 * What each way of the Retriever node to search finds: of questions about the books in other words than theirs, and of those of
 * `npm run bench answers` about the handbook. Said are how many have their chunk first, how many among the first four, and the
 * mean reciprocal rank among the first ten.
 */
import { chunksOf } from "../../collections/ingest/chunks.ts";
import type { Document } from "../../lib/values/values.ts";
import type { SearchQuery } from "../../nodes/define.ts";
import type { ExampleCollection } from "../../server/examples/example.ts";
import { exampleFiles } from "../../server/examples/example-files.ts";
import { heldOut, tuned } from "../answers/handbook-questions.ts";
import { openSearchBench, type SearchBench } from "./open-search-bench.ts";
import { rewordedSet } from "./reworded-set.ts";

const { signal } = new AbortController();
const GIVEN = 4;
const LOOKED_AT = 10;

type Question = { text: string; others: readonly string[]; passage: string; isAnswer(found: Document): boolean };
type Way = (question: Question) => Partial<SearchQuery>;

const plain = {
  "by words": () => ({ mode: "text" }),
  "by meaning": () => ({ mode: "vector" }),
  hybrid: () => ({}),
  "hybrid, diversity 0.3": () => ({ diversity: 0.3 }),
  "hybrid, diversity 0.7": () => ({ diversity: 0.7 }),
  "hybrid, whole sections": () => ({ give: "sections" }),
} satisfies Record<string, Way>;
const reworded = {
  "hybrid, in other words": ({ others }) => ({ others }),
  "hybrid, by a likely answer": ({ passage }) => ({ passage }),
  "by meaning, in other words": ({ others }) => ({ mode: "vector", others }),
  "by meaning, by a likely answer": ({ passage }) => ({ mode: "vector", passage }),
} satisfies Record<string, Way>;

export async function benchWays(): Promise<Record<string, unknown>[]> {
  await using bench = await openSearchBench();
  const [books, handbook] = [await collectionOf(bench, "books"), await collectionOf(bench, "handbook")];
  const ofBooks = rewordedSet.map(
    ({ question, finds, ...more }): Question => ({
      ...{ text: question, ...more },
      isAnswer: ({ metadata }) => metadata.heading === finds,
    }),
  );
  const ofHandbook = [...tuned, ...heldOut].map(
    ({ question, says }): Question => ({
      ...{ text: question, others: [], passage: "" },
      isAnswer: ({ text }) => says.test(text),
    }),
  );
  const rows: Record<string, unknown>[] = [];
  for (const [name, way] of Object.entries<Way>({ ...plain, ...reworded })) {
    const found = { books: await measure(bench, { id: books, questions: ofBooks, way }) };
    const more = Object.hasOwn(plain, name)
      ? { handbook: await measure(bench, { id: handbook, questions: ofHandbook, way }) }
      : {};
    rows.push({ way: name, ...found, ...more });
  }
  return rows;
}

async function collectionOf({ versions }: SearchBench, name: ExampleCollection): Promise<string> {
  const { id } = await versions.now.create({ name });
  for (const file of await exampleFiles(name)) {
    await versions.now.add(id, await chunksOf(file, signal), { idempotencyKey: file.name, signal });
  }
  return id;
}

type Measured = { id: string; questions: readonly Question[]; way: Way };

async function measure({ versions }: SearchBench, { id, questions, way }: Measured): Promise<string> {
  let [first, given, reciprocal] = [0, 0, 0];
  for (const question of questions) {
    const query = { text: question.text, limit: LOOKED_AT, mode: "hybrid", ...way(question) } as const;
    const rank = (await versions.now.search(id, query, signal)).findIndex(question.isAnswer);
    first += rank === 0 ? 1 : 0;
    given += rank >= 0 && rank < GIVEN ? 1 : 0;
    reciprocal += rank < 0 ? 0 : 1 / (rank + 1);
  }
  return `${first}, ${given} of ${questions.length}; ${(reciprocal / questions.length).toFixed(3)}`;
}
