import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;

/**
 * Throws when a ZIP archive (a .docx is one) unpacks to more than `limit` bytes. What its table of contents says may be a
 * lie, so every entry is unpacked, up to the limit, before a library does so without one. Field offsets are those of
 * PKWARE's APPNOTE 6.3, sections 4.3.12 and 4.3.16.
 */
export function assertUnpacksSmall(archive: Uint8Array, limit: number): void {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END) throw new Error("it is not a Word document");
  let left = limit;
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw new Error("its table of contents is damaged");
    left -= unpackedSize(zip, at, left);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

function unpackedSize(zip: Buffer, entry: number, limit: number): number {
  const packed = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  if (local + 30 > zip.length) throw new Error("its table of contents is damaged");
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const data = zip.subarray(start, start + packed);
  const size = zip.readUInt16LE(entry + 10) === DEFLATED ? inflatedSize(data, limit) : data.length;
  if (size > limit) throw tooMuch();
  return size;
}

function inflatedSize(data: Buffer, limit: number): number {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, limit) }).length;
  } catch (error) {
    if (error instanceof RangeError) throw tooMuch();
    throw new Error("it is damaged");
  }
}

function tooMuch(): Error {
  return new Error("it unpacks to more than 100 MB");
}
