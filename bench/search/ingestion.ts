/**
 * How many chunks of 1,000 characters a worker takes in per second when twenty files are uploaded at once, how soon each
 * file shows progress, and how long a search takes meanwhile beside what it takes when nothing else goes on.
 */
import pino from "pino";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { inMs, round, summarise } from "../statistics.ts";
import { openSearchBench, type SearchBench } from "./open-search-bench.ts";

const FILES = 20;
const PARAGRAPHS = 10;
const { signal } = new AbortController();

export async function benchIngestion(): Promise<Record<string, unknown>[]> {
  await using bench = await openSearchBench();
  const { now } = bench.versions;
  const searched = await bench.create("Searched");
  const texts = Array.from({ length: 100 }, (_, index) => ({ text: paragraph(index), metadata: { source: "a" } }));
  await now.add(searched, texts, { idempotencyKey: "k", signal });
  await searches(bench, searched, 5);
  const idle = await searches(bench, searched, 40);
  const id = await bench.create("Filled");
  const started = performance.now();
  for (let file = 0; file < FILES; file++) {
    const lines = Array.from({ length: PARAGRAPHS }, (_, index) => paragraph(1000 + file * PARAGRAPHS + index));
    const data = new TextEncoder().encode(lines.join("\n\n"));
    await now.addUpload({ collectionId: id, name: `${file}.txt`, mime: "text/plain", data });
  }
  const log = pino({ level: "silent" });
  const broker = { listen: async () => ({ close: async () => {} }) };
  const worker = await startDocumentIngestion({
    pool: bench.pool,
    drivers: bench.drivers,
    embed: bench.embed,
    broker,
    log,
  });
  const during: number[] = [];
  const firstSeen: number[] = [];
  let chunks = 0;
  for (let ready = 0; ready < FILES; ) {
    during.push(...(await searches(bench, searched, 2)));
    const documents = (await now.documents(id)).filter(({ name }) => name !== "Filled");
    ready = documents.filter(({ status }) => status === "ready").length;
    chunks = documents.reduce((sum, { chunksDone }) => sum + chunksDone, 0);
    const moving = documents.filter(({ chunksDone }) => chunksDone > 0).length;
    while (firstSeen.length < moving) firstSeen.push((performance.now() - started) / 1000);
  }
  const seconds = (performance.now() - started) / 1000;
  await worker.close();
  return [
    {
      of: `${FILES} files, ${chunks} chunks`,
      "chunks/s": round(chunks / seconds),
      "first chunk after s": round(firstSeen[0] ?? 0),
    },
    { of: "search, idle", ...inMs(summarise(idle)) },
    { of: "search, meanwhile", ...inMs(summarise(during)) },
  ];
}

let asked = 0;

/** Each question is another one, so that its embedding is not remembered. */
async function searches({ versions: { now } }: SearchBench, id: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    asked += 1;
    const started = performance.now();
    await now.search(id, { text: `What does paragraph ${asked} say about parking?`, mode: "hybrid", limit: 5 }, signal);
    times.push(performance.now() - started);
  }
  return times;
}

function paragraph(number: number): string {
  const one = `Paragraph ${number} says that parking space ${number * 7} is for guests of house ${number % 13}. `;
  return one.repeat(Math.floor(780 / one.length)).trim();
}
