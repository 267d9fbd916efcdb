/** LZ4 (github.com/lz4/lz4, lz4_Frame_format.md and lz4_Block_format.md), as Kafka's clients write it: frames of blocks. */

const magic = 0x184d2204;
const flags = { blockChecksums: 16, size: 8, contentChecksum: 4, dictionary: 1 } as const;

/** Throws for data that is broken, or has more than `most` bytes when it is read. */
export function readLz4(data: Buffer, most: number): Buffer {
  const out = makeOutput(most);
  for (let at = 0; at < data.length; ) at = readFrame(data, at, out);
  return out.taken();
}

function readFrame(data: Buffer, start: number, out: Output): number {
  if (data.readUInt32LE(start) !== magic) throw broken();
  const flag = data.readUInt8(start + 4);
  if (flag & flags.dictionary)
    throw new Error("a batch that is compressed with LZ4 needs a dictionary, which Kafka has not");
  // Flags, maximum of a block, size of the content, checksum of the header.
  let at = start + 6 + (flag & flags.size ? 8 : 0) + 1;
  for (;;) {
    const size = data.readUInt32LE(at);
    at += 4;
    if (size === 0) return at + (flag & flags.contentChecksum ? 4 : 0);
    const isPlain = size >= 0x80000000;
    const end = at + (isPlain ? size - 0x80000000 : size);
    if (end > data.length) throw broken();
    const block = data.subarray(at, end);
    if (isPlain) out.write(block);
    else readBlock(block, out);
    at = end + (flag & flags.blockChecksums ? 4 : 0);
  }
}

/** Blocks that depend on each other copy from what was written before them. */
function readBlock(block: Buffer, out: Output): void {
  let at = 0;
  /** The rest of a length whose four bits are all set: bytes that are added up until one is not 255. */
  const more = (bits: number): number => {
    if (bits < 15) return bits;
    let length = bits;
    for (;;) {
      const byte = block.readUInt8(at++);
      length += byte;
      if (byte < 255) return length;
    }
  };
  while (at < block.length) {
    const token = block.readUInt8(at++);
    const literals = more(token >> 4);
    if (at + literals > block.length) throw broken();
    out.write(block.subarray(at, at + literals));
    at += literals;
    // The last part of a block is literals alone.
    if (at === block.length) return;
    const distance = block.readUInt16LE(at);
    at += 2;
    out.repeat(distance, more(token & 15) + 4);
  }
}

type Output = { write(bytes: Buffer): void; repeat(distance: number, length: number): void; taken(): Buffer };

function makeOutput(most: number): Output {
  let buffer = Buffer.alloc(64 * 1024);
  let length = 0;
  function reserve(bytes: number): void {
    if (length + bytes > most) throw new Error(`a batch has more than ${most} bytes when it is read`);
    if (length + bytes <= buffer.length) return;
    const larger = Buffer.alloc(Math.max(buffer.length * 2, length + bytes));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }
  return {
    write(bytes) {
      reserve(bytes.length);
      bytes.copy(buffer, length);
      length += bytes.length;
    },
    repeat(distance, count) {
      if (distance === 0 || distance > length) throw broken();
      reserve(count);
      // What is copied may overlap with what is written, byte by byte.
      for (let n = 0; n < count; n++) buffer[length + n] = buffer[length + n - distance] ?? 0;
      length += count;
    },
    taken: () => buffer.subarray(0, length),
  };
}

const broken = () => new Error("a batch that is compressed with LZ4 is broken");
