import { unzipOne } from "../../../documents/unzip.ts";

/** The numbers of an array by its name. Throws for one that is not there or has another type or order. */
export type Arrays = { floats(name: string): Float32Array; bytes(name: string): Uint8Array };

const LIMIT = 64 * 1024 * 1024;

/**
 * The arrays of an .npz file: a ZIP archive with one array of NumPy in each .npy file. Each is unpacked when it is asked for,
 * so that all of them are never in memory at once.
 */
export function readArrays(npz: Uint8Array): Arrays {
  const open = (name: string, type: string) => contentOf(unpackedFrom(npz, `${name.toLowerCase()}.npy`), type);
  return {
    floats(name) {
      const { buffer, byteOffset, byteLength } = open(name, "<f4");
      // A copy, since the numbers may begin anywhere in the file.
      return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
    },
    bytes: (name) => open(name, "|u1"),
  };
}

/** One file of an archive that must have it; its path in small letters. */
export function unpackedFrom(archive: Uint8Array, path: string): Buffer {
  const found = unzipOne(archive, path, LIMIT);
  if (!found) throw new Error(`The weights have no file “${path}”.`);
  return Buffer.from(found.buffer, found.byteOffset, found.byteLength);
}

/** What follows the header of a .npy file of version 1 (NumPy Enhancement Proposal 1). */
function contentOf(npy: Buffer, type: string): Buffer {
  const end = 10 + npy.readUInt16LE(8);
  const header = npy.toString("latin1", 10, end);
  if (!header.includes(`'descr': '${type}'`) || !header.includes("'fortran_order': False"))
    throw new Error(`An array of the weights has another type than ${type}: ${header.trim()}`);
  return npy.subarray(end);
}
