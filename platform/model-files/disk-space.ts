import { statfs } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { formatBytes } from "../../lib/format-bytes.ts";

/** What has to stay free for the database and the rest of the machine. */
const reserve = 1_000_000_000;
const lookEvery = 100_000_000;

/** Throws `too_large` when a file of this size is beyond the limit, where there is one, or beyond what the disk has free. */
export async function demandSpace(
  folder: string,
  { bytes, missing, limitGb = Number.POSITIVE_INFINITY }: Space,
): Promise<void> {
  if (limitGb === 0)
    throw new PatchbayError("forbidden", "Local model files are switched off (PATCHBAY_MODEL_FILE_GB=0).");
  if (bytes > limitGb * 1e9) {
    const advice = "Choose a smaller one, or have PATCHBAY_MODEL_FILE_GB raised.";
    const words = `The file has ${formatBytes(bytes)}; a model file may have ${limitGb} GB. ${advice}`;
    throw new PatchbayError("too_large", words);
  }
  const { bavail, bsize } = await statfs(folder);
  const free = Math.max(0, bavail * bsize - reserve);
  if (missing <= free) return;
  const words = `The file needs ${formatBytes(missing)} of disk, and ${free === 0 ? "none" : formatBytes(free)} can be used. Make room for it.`;
  throw new PatchbayError("too_large", words);
}

/** Looks again every so often: other files come at the same time, and who sends one may not say how large it is. */
export function spaceWatch(folder: string, { limitGb, from }: { limitGb: number; from: number }) {
  let looked = from;
  return async ({ done, bytes }: { done: number; bytes: number | undefined }): Promise<void> => {
    if (done - looked < lookEvery && done <= limitGb * 1e9) return;
    looked = done;
    await demandSpace(folder, { bytes: done, missing: Math.max(1, (bytes ?? done) - done), limitGb });
  };
}

/** `missing`: how much of it is not on the disk yet. */
type Space = { bytes: number; missing: number; limitGb?: number };
