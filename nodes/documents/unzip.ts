import { crc32, inflateRawSync } from "node:zlib";
import { formatBytes } from "../../lib/format-bytes.ts";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;

/** How files of the former Office begin, and those of today's that have a password. */
const compound = Buffer.from("d0cf11e0a1b11ae1", "hex");
export const locked = "it has a password; save it without one";

export function isCompound(data: Uint8Array): boolean {
  return bufferOf(data).subarray(0, compound.length).equals(compound);
}

/** Whether it is a Word, Excel or PowerPoint file of today that has a password. */
export function isLocked(data: Uint8Array): boolean {
  return isCompound(data) && bufferOf(data).includes(Buffer.from("EncryptedPackage", "utf16le"));
}

/**
 * The files in a ZIP archive (a .docx is one) by their paths in small letters. `what` it is meant to be. Throws when it unpacks to more than `limit`
 * bytes: every entry is unpacked up to it, for what the table of contents says may be a lie. Field offsets are those of
 * PKWARE's APPNOTE 6.3, sections 4.3.12 and 4.3.16.
 */
export function unzip(archive: Uint8Array, limit: number, what: string): Map<string, Uint8Array> {
  return new Map(
    filesIn(archive, limit, what).map(({ name, data }) => [name.replaceAll("\\", "/").toLowerCase(), data]),
  );
}

/** The same with their paths as they are written. */
export function filesIn(archive: Uint8Array, limit: number, what: string): { name: string; data: Uint8Array }[] {
  const zip = bufferOf(archive);
  if (isLocked(zip)) throw new Error(locked);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END) throw new Error(`it is not ${what}`);
  const files: { name: string; data: Uint8Array }[] = [];
  let left = limit;
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw new Error("its table of contents is damaged");
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const data = unpacked(zip, at, { left, limit });
    left -= data.length;
    files.push({ name: zip.toString("utf8", at + 46, nameEnd), data });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

/** How many bytes the files in an archive have by its table of contents, which may be a lie. Undefined when it has none. */
export function declaredBytes(archive: Uint8Array): number | undefined {
  const entries = entriesOf(archive);
  return entries?.reduce((bytes, entry) => bytes + entry.bytes, 0);
}

/** One file of an archive, by its path in small letters; undefined when it is not there. Throws as `unzip` does. */
export function unzipOne(archive: Uint8Array, path: string, limit: number): Uint8Array | undefined {
  const entry = entriesOf(archive)?.find(({ name }) => name === path);
  return entry && unpacked(bufferOf(archive), entry.at, { left: limit, limit });
}

type Entry = { name: string; bytes: number; at: number };

function entriesOf(archive: Uint8Array): Entry[] | undefined {
  const zip = bufferOf(archive);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length) return undefined;
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) return undefined;
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = zip
      .toString("utf8", at + 46, nameEnd)
      .replaceAll("\\", "/")
      .toLowerCase();
    entries.push({ name, bytes: zip.readUInt32LE(at + 24), at });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

const bufferOf = (data: Uint8Array) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** `left` of the `limit` for the whole archive, in bytes. */
type Room = { left: number; limit: number };

function unpacked(zip: Buffer, entry: number, room: Room): Buffer {
  const packed = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  if (local + 30 > zip.length) throw new Error("its table of contents is damaged");
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const stored = zip.subarray(start, start + packed);
  const data = zip.readUInt16LE(entry + 10) === DEFLATED ? inflated(stored, room) : stored;
  if (data.length > room.left) throw tooMuch(room);
  if (crc32(data) !== zip.readUInt32LE(entry + 16)) throw new Error("it is damaged");
  return data;
}

function inflated(data: Buffer, room: Room): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, room.left) });
  } catch (error) {
    if (error instanceof RangeError) throw tooMuch(room);
    throw new Error("it is damaged");
  }
}

function tooMuch({ limit }: Room): Error {
  return new Error(`it unpacks to more than ${formatBytes(limit)}`);
}
