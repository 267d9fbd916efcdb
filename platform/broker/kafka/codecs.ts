/**
 * Reading what others' clients have compressed. kafkajs brings gzip alone, and its consumer stops for good at a batch of
 * another codec. Patchbay itself sends uncompressed.
 */
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { readLz4 } from "./lz4.ts";
import { readSnappy } from "./snappy.ts";

/** More than this of one batch is taken for an attack: Kafka's own limit for a batch is 1 MB before it is compressed. */
const mostBytes = 128 * 1024 * 1024;

const unzstd = promisify(zstdDecompress);
const readers = {
  Snappy: async (data: Buffer) => readSnappy(data, mostBytes),
  LZ4: async (data: Buffer) => readLz4(data, mostBytes),
  ZSTD: (data: Buffer) => unzstd(data, { maxOutputLength: mostBytes }),
};

/** Teaches kafkajs the three codecs that it knows by name only. */
export function addCodecs(): void {
  const { CompressionCodecs, CompressionTypes }: typeof import("kafkajs") = createRequire(import.meta.url)("kafkajs");
  for (const name of ["Snappy", "LZ4", "ZSTD"] as const) {
    CompressionCodecs[CompressionTypes[name]] = () => ({
      compress: async () => {
        throw new Error(`Patchbay does not write ${name}.`);
      },
      decompress: readers[name],
    });
  }
}
