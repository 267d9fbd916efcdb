/**
 * Retrieval at 1,000, 10,000 and 100,000 chunks: how many of the ten nearest chunks a search finds (recall@10, against every
 * vector compared one by one), how long a search takes from the question to the chunks, how long the first search of a process
 * takes, which builds what is kept in memory, and how much memory that is. The load of the machine is said with it.
 */
import { Session } from "node:inspector/promises";
import { loadavg } from "node:os";
import { chunkId } from "../../collections/driver.ts";
import { heldOut, tuned } from "../answers/handbook-questions.ts";
import { makeTexts, near } from "./make-chunks.ts";
import { openSearchBench, type SearchBench } from "./open-search-bench.ts";

const SIZES = [1000, 10_000, 100_000];
const SEARCHES = 100;
const COMPARED = 20;
const TOP = 10;
const questions = [...tuned, ...heldOut].map(({ question }) => question);
const { signal } = new AbortController();

export async function benchRetrieval(): Promise<Record<string, unknown>[]> {
  await using bench = await openSearchBench();
  const rows: Record<string, unknown>[] = [];
  for (const size of SIZES) rows.push(...(await measure(bench, size)));
  return rows;
}

async function measure(bench: SearchBench, size: number): Promise<Record<string, unknown>[]> {
  const { versions, create } = bench;
  const id = await create(`${size} chunks`);
  const writing = performance.now();
  const vectors = await fill(bench, id, size);
  const wrote = performance.now() - writing;
  const rows: Record<string, unknown>[] = [];
  for (const mode of ["vector", "hybrid"] as const) {
    const search = (text: string, limit: number) => versions.now.search(id, { text, mode, limit }, signal);
    const before = await held();
    const building = performance.now();
    await search("What is kept in memory?", TOP);
    const built = performance.now() - building;
    const memory = (await held()) - before;
    const times: number[] = [];
    for (let turn = 0; turn < SEARCHES; turn++) {
      // Each question once, so that its embedding is not remembered.
      const text = `${questions[turn % questions.length]} (${mode}, ${size}, ${turn})`;
      const started = performance.now();
      await search(text, TOP);
      times.push(performance.now() - started);
    }
    rows.push({
      ...{ chunks: size, mode, "recall@10": mode === "vector" ? await recall(bench, { id, vectors }) : "" },
      ...figures(times),
      ...{ "first search s": (built / 1000).toFixed(1), "memory MB": Math.round(memory / 2 ** 20) },
      ...{ "written s": (wrote / 1000).toFixed(1), load: loadavg()[0]?.toFixed(1) },
    });
  }
  return rows;
}

async function fill({ drivers, embed, find }: SearchBench, id: string, size: number): Promise<Float32Array[]> {
  const driver = await drivers.open(await find(id));
  const texts = await makeTexts(size);
  const seeds = await embed(texts.slice(0, 300), signal);
  const vectors: Float32Array[] = [];
  for (let start = 0; start < size; start += 500) {
    const chunks = texts.slice(start, start + 500).map((text, index) => {
      const position = start + index;
      const vector = near(seeds[position % seeds.length] ?? [], position);
      vectors.push(Float32Array.from(vector));
      return { id: chunkId(id, position), documentId: id, position, text, metadata: {}, vector };
    });
    await driver.upsert(chunks, signal);
  }
  return vectors;
}

async function recall(
  { versions, embed }: SearchBench,
  { id, vectors }: { id: string; vectors: readonly Float32Array[] },
): Promise<number> {
  let [found, all] = [0, 0];
  for (const text of questions.slice(0, COMPARED)) {
    const [query = []] = await embed([text], signal, "question");
    const scores = vectors.map((vector, position) => ({ position, score: dot(query, vector) }));
    const nearest = scores.sort((a, b) => b.score - a.score).slice(0, TOP);
    const matches = await versions.now.search(id, { text, mode: "vector", limit: TOP }, signal);
    const ids = new Set(matches.map((match) => match.id));
    found += nearest.filter(({ position }) => ids.has(chunkId(id, position))).length;
    all += TOP;
  }
  return Math.round((found / all) * 1000) / 1000;
}

function dot(query: readonly number[], vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (query[i] ?? 0) * (vector[i] ?? 0);
  return sum;
}

function figures(times: readonly number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { "p50 ms": at(0.5), "p99 ms": at(0.99) };
}

/** What is in use when garbage has been collected. */
async function held(): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
