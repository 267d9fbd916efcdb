import type { FileHandle } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";

const fullCodes = ["ENOSPC", "EDQUOT", "EFBIG"];

/** A write may take only a part of what it is given. Throws `too_large` when the disk is full. */
export async function writeAll(file: FileHandle, piece: Uint8Array, at: number): Promise<void> {
  try {
    for (let from = 0; from < piece.byteLength; ) {
      from += (await file.write(piece, from, piece.byteLength - from, at + from)).bytesWritten;
    }
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && fullCodes.includes(String(cause.code)))) throw cause;
    throw new PatchbayError("too_large", "The disk is full. Make room on it, then try again.", { cause });
  }
}
