/** Reads one file in a thread of its own: files come from anywhere, and a hostile one may hang or eat memory. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import type { Part } from "./part.ts";
import { readers } from "./readers.ts";

export type Answer = { parts: Part[] } | { error: string };

const Work = z.object({
  ending: z.enum(["txt", "md", "markdown", "html", "htm", "csv", "pdf", "docx"]),
  data: z.instanceof(Uint8Array),
});

const { ending, data } = Work.parse(workerData);
parentPort?.postMessage(await read());

async function read(): Promise<Answer> {
  try {
    return { parts: await readers[ending](data) };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
