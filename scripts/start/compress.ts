import { glob, readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** The last two levels take seconds for a file beyond this, and little off it. */
const largeBytes = 1_000_000;

/**
 * Writes `.br` and `.gz` beside each text file of a folder, at a high level: they are made once and served for as long
 * as the build lives (server/http/assets.ts). Brotli takes a seventh less than gzip.
 */
export async function compressAssets(folder: string): Promise<void> {
  const files: string[] = [];
  for await (const name of glob("**/*.{js,css,json,svg,txt}", { cwd: folder })) files.push(`${folder}/${name}`);
  await Promise.all(files.map(compress));
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    [constants.BROTLI_PARAM_QUALITY]: content.length > largeBytes ? 9 : 11,
  };
  const write = async (extension: string, made: Promise<Buffer>) => await writeFile(`${file}${extension}`, await made);
  await Promise.all([write(".br", brotli(content, { params })), write(".gz", gzipped(content, { level: 9 }))]);
}
