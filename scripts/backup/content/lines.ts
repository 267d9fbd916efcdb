import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type * as z from "zod";

/** At once in memory; a file has 20 MB at most. */
const atOnce = 4;

/** The lines of a compressed file on this machine, a few at a time. */
export async function* readLines<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<T[]> {
  const text = createReadStream(path).pipe(createGunzip());
  let some: T[] = [];
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    some.push(schema.parse(JSON.parse(line)));
    if (some.length < atOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** A compressed file on this machine, to which lines are written one after the other. */
export function writeLines(path: string): { add(line: object): Promise<void>; end(): Promise<void> } {
  const zip = createGzip();
  const file = zip.pipe(createWriteStream(path, { mode: 0o600 }));
  const done = finished(file);
  done.catch(() => {});
  return {
    async add(line) {
      if (!zip.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(zip, "drain"), done]);
    },
    async end() {
      zip.end();
      await done;
    },
  };
}
