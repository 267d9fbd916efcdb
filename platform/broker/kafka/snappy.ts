/**
 * Snappy (github.com/google/snappy, format_description.txt), as Kafka's clients write it: librdkafka and franz-go one raw block,
 * Java and aiokafka blocks in the frame of snappy-java.
 */

const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** Magic, version, and the version that can read it. */
const headerBytes = 16;

/** Throws for data that is broken, or has more than `most` bytes when it is read. */
export function readSnappy(data: Buffer, most: number): Buffer {
  if (!data.subarray(0, magic.length).equals(magic)) return readBlock(data, most);
  const blocks: Buffer[] = [];
  let left = most;
  for (let at = headerBytes; at < data.length; ) {
    const size = data.readInt32BE(at);
    const end = at + 4 + size;
    if (size < 0 || end > data.length) throw broken();
    const block = readBlock(data.subarray(at + 4, end), left);
    blocks.push(block);
    left -= block.length;
    at = end;
  }
  return Buffer.concat(blocks);
}

function readBlock(data: Buffer, most: number): Buffer {
  const { value: size, next } = readSize(data);
  if (size > most) throw new Error(`a batch has ${size} bytes when it is read; ${most} are taken`);
  const out = Buffer.alloc(size);
  let at = next;
  let written = 0;
  while (at < data.length) {
    const part = readPart(data, at);
    if (part.copyFrom === undefined) {
      if (part.next + part.length > data.length || written + part.length > size) throw broken();
      data.copy(out, written, part.next, part.next + part.length);
      at = part.next + part.length;
    } else {
      if (part.copyFrom === 0 || part.copyFrom > written || written + part.length > size) throw broken();
      // What is copied may overlap with what is written, byte by byte.
      for (let n = 0; n < part.length; n++) out[written + n] = out[written + n - part.copyFrom] ?? 0;
      at = part.next;
    }
    written += part.length;
  }
  if (written !== size) throw broken();
  return out;
}

/** A literal, or a copy of what was written `copyFrom` bytes ago. */
type Part = { length: number; next: number; copyFrom?: number };

function readPart(data: Buffer, at: number): Part {
  const tag = data.readUInt8(at);
  switch (tag & 3) {
    case 0: {
      const short = tag >> 2;
      if (short < 60) return { length: short + 1, next: at + 1 };
      const bytes = short - 59;
      return { length: data.readUIntLE(at + 1, bytes) + 1, next: at + 1 + bytes };
    }
    case 1:
      return { length: ((tag >> 2) & 7) + 4, copyFrom: ((tag >> 5) << 8) | data.readUInt8(at + 1), next: at + 2 };
    case 2:
      return { length: (tag >> 2) + 1, copyFrom: data.readUInt16LE(at + 1), next: at + 3 };
    default:
      return { length: (tag >> 2) + 1, copyFrom: data.readUInt32LE(at + 1), next: at + 5 };
  }
}

/** A number of seven bits a byte, the lowest first. */
function readSize(data: Buffer): { value: number; next: number } {
  let value = 0;
  for (let at = 0; at < 5; at++) {
    const byte = data.readUInt8(at);
    value += (byte & 127) * 2 ** (7 * at);
    if (byte < 128) return { value, next: at + 1 };
  }
  throw broken();
}

const broken = () => new Error("a batch that is compressed with snappy is broken");
