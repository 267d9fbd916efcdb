/** Bodies that were compressed for the way (Content-Encoding). */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";
import { PatchbayError } from "../../../lib/errors.ts";
import { demandSize } from "../demand.ts";
import type { OpenHook } from "../open-hook.ts";

const gzip = promisify(gunzip);
const ways = {
  gzip,
  "x-gzip": gzip,
  deflate: promisify(inflate),
  // Without the two bytes that say what it is, as some programs have always sent it.
  "raw deflate": promisify(inflateRaw),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

/** Throws `too_large` where more than the webhook takes comes out of it, and `unsupported_media_type` for another encoding. */
export async function unpackBody(hook: OpenHook, body: Buffer, encoding: string): Promise<Buffer<ArrayBuffer>> {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity" || body.length === 0) return Buffer.from(body);
  const way = name === "deflate" && !hasZlibHead(body) ? "raw deflate" : wayOf(name);
  const most = hook.settings.maxKilobytes * 1000;
  try {
    return Buffer.from(await ways[way](body, { maxOutputLength: most }));
  } catch (thrown) {
    if (thrown instanceof RangeError) demandSize(hook, most + 1);
    const words = `The body is not compressed as its Content-Encoding (${name}) says. Send it so, or without that header.`;
    throw new PatchbayError("bad_input", words, { cause: thrown });
  }
}

function wayOf(name: string): keyof typeof ways {
  if (name === "gzip" || name === "x-gzip" || name === "deflate" || name === "br" || name === "zstd") return name;
  const words = `The body has the Content-Encoding “${name.slice(0, 40)}”. Send it with gzip, deflate, br or zstd, or as it is, without that header.`;
  throw new PatchbayError("unsupported_media_type", words);
}

const hasZlibHead = ([first = 0, second = 0]: Uint8Array) => (first & 15) === 8 && (first * 256 + second) % 31 === 0;
