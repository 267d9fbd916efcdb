/**
 * How long a search takes, from the question to the chunks, over 3,000 and 30,000 chunks in each mode, as it was (former-driver.ts)
 * and as it is; and how often the first chunk, and one of the first three, holds the answer to a question about the
 * handbook.
 */
import { chunkId } from "../../collections/driver.ts";
import { chunksOf } from "../../collections/ingest/chunks.ts";
import { SearchMode } from "../../lib/documents/collection.ts";
import { exampleFiles } from "../../server/examples/example-files.ts";
import { heldOut, tuned } from "../answers/handbook-questions.ts";
import { inMs, summarise } from "../statistics.ts";
import { makeTexts, near } from "./make-chunks.ts";
import { openSearchBench, type SearchBench } from "./open-search-bench.ts";

const SIZES = [3000, 30_000];
const SEARCHES = 60;
const questions = [...tuned, ...heldOut];
const { signal } = new AbortController();

export async function benchSearch(): Promise<Record<string, unknown>[]> {
  await using bench = await openSearchBench();
  const rows = await whatIsFound(bench);
  for (const size of SIZES) rows.push(...(await howFast(bench, size)));
  return rows;
}

async function whatIsFound({ versions, create }: SearchBench): Promise<Record<string, unknown>[]> {
  const id = await create("Handbook");
  for (const file of await exampleFiles("handbook")) {
    await versions.now.add(id, await chunksOf(file, signal), { idempotencyKey: file.name, signal });
  }
  const rows: Record<string, unknown>[] = [];
  for (const [version, collections] of Object.entries(versions)) {
    for (const mode of SearchMode.options) {
      let [first, among3] = [0, 0];
      for (const { question, says } of questions) {
        const found = await collections.search(id, { text: question, mode, limit: 3 }, signal);
        first += found[0] && says.test(found[0].text) ? 1 : 0;
        among3 += found.some(({ text }) => says.test(text)) ? 1 : 0;
      }
      rows.push({ of: `${questions.length} questions`, mode, version, first, "among three": among3 });
    }
  }
  return rows;
}

async function howFast({ versions, create, drivers, embed, find }: SearchBench, size: number) {
  const id = await create(`${size} chunks`);
  const driver = await drivers.open(await find(id));
  const texts = await makeTexts(size);
  const seeds = await embed(texts.slice(0, 300), signal);
  for (let start = 0; start < size; start += 500) {
    const chunks = texts.slice(start, start + 500).map((text, index) => {
      const position = start + index;
      const vector = near(seeds[position % seeds.length] ?? [], position);
      return { id: chunkId(id, position), documentId: id, position, text, metadata: {}, vector };
    });
    await driver.upsert(chunks, signal);
  }
  const rows: Record<string, unknown>[] = [];
  for (const mode of SearchMode.options) {
    for (const [version, collections] of Object.entries(versions)) {
      const times: number[] = [];
      // Each question once, so that its embedding is not remembered; the first search reads everything into memory.
      for (let turn = -1; turn < SEARCHES; turn++) {
        const { question } = questions[(turn + 1) % questions.length] ?? { question: "" };
        const text = `${question} (${version}, ${mode}, ${size}, ${turn})`;
        const started = performance.now();
        await collections.search(id, { text, mode, limit: 5 }, signal);
        if (turn >= 0) times.push(performance.now() - started);
      }
      rows.push({ of: `${size} chunks`, mode, version, ...inMs(summarise(times)) });
    }
  }
  return rows;
}
