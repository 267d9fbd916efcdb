/** GGUF files of a test's own making: a header as the format describes it, and no weights. */
import { Buffer } from "node:buffer";

type Value = string | number | readonly string[];

/** `metadata` by its dotted keys; whole numbers become uint32. */
export function ggufHeader(metadata: Readonly<Record<string, Value>>, { version = 3 } = {}): Buffer<ArrayBuffer> {
  const entries = Object.entries(metadata);
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    uint32(version),
    uint64(0),
    uint64(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), ...encode(value)]),
  ]);
  return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32)]);
}

function encode(value: Value): Buffer[] {
  if (typeof value === "number") return [uint32(4), uint32(value)];
  if (typeof value === "string") return [uint32(8), text(value)];
  return [uint32(9), uint32(8), uint64(value.length), ...value.map(text)];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
