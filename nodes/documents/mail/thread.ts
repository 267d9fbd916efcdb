/** Reads one file in a thread of its own: files come from anywhere, and a hostile one may hang or eat memory. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { fileEndings } from "../../../lib/documents/file-endings.ts";
import { readers } from "../readers.ts";
import { type Section, withoutCells } from "../section.ts";

type Answer = { sections: Section[] } | { error: string };

const Work = z.object({
  ending: z.enum(fileEndings),
  data: z.instanceof(Uint8Array),
  withCells: z.boolean(),
});

const { ending, data, withCells } = Work.parse(workerData);
parentPort?.postMessage(await read());

async function read(): Promise<Answer> {
  try {
    const sections: Section[] = await readers[ending](data);
    return { sections: withCells ? sections : withoutCells(sections) };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
