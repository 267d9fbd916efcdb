import { PatchbayError } from "../errors.ts";
import { formatBytes } from "../format-bytes.ts";

/** How large an uploaded file may be, and how many may come at once. */
export const fileLimits = { bytes: 20 * 1024 * 1024, megabytes: 20, files: 20 } as const;

/** `bytes` is the file's size, where it is known: what is too large is not read to its end. */
export function fileTooLarge(name: string, bytes?: number): PatchbayError {
  const size = bytes === undefined ? "is too large" : `has ${formatBytes(bytes)}`;
  const limit = `a file may have ${fileLimits.megabytes} MB`;
  return new PatchbayError("too_large", `“${name}” ${size}; ${limit}. Split it, or keep only its text.`);
}
