/**
 * How many full chunks a worker takes in per second when twenty files are uploaded at once, how soon the first one shows
 * progress, and how long a search takes meanwhile beside what it takes when nothing else goes on: for a question, and for
 * a whole page.
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
  await searches(bench, searched, { count: 5, ask: question });
  const idle = await searches(bench, searched, { count: 40, ask: question });
  const idlePage = await searches(bench, searched, { count: 20, ask: page });
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
  const [during, duringPage]: [number[], number[]] = [[], []];
  const firstSeen: number[] = [];
  let chunks = 0;
  for (let ready = 0; ready < FILES; ) {
    during.push(...(await searches(bench, searched, { count: 2, ask: question })));
    duringPage.push(...(await searches(bench, searched, { count: 1, ask: page })));
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
    { of: "question, idle", ...inMs(summarise(idle)) },
    { of: "question, meanwhile", ...inMs(summarise(during)) },
    { of: "page, idle", ...inMs(summarise(idlePage)) },
    { of: "page, meanwhile", ...inMs(summarise(duringPage)) },
  ];
}

let asked = 0;

const question = (number: number) => `What does paragraph ${number} say about parking?`;
const page = (number: number) => `${question(number)} I ask because of this. `.repeat(30);

type Searches = { count: number; ask(number: number): string };

/** Each search is another one, so that its embedding is not remembered. */
async function searches({ versions: { now } }: SearchBench, id: string, { count, ask }: Searches): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    asked += 1;
    const started = performance.now();
    await now.search(id, { text: ask(asked), mode: "hybrid", limit: 5 }, signal);
    times.push(performance.now() - started);
  }
  return times;
}

function paragraph(number: number): string {
  const one = `Paragraph ${number} says that parking space ${number * 7} is for guests of house ${number % 13}. `;
  return one.repeat(Math.floor(780 / one.length)).trim();
}
