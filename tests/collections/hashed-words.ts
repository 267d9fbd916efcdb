import { createHash } from "node:crypto";
import type { Embed } from "../../collections/embed.ts";

/** Unit vectors in which texts with the same words are near: the hashing trick. Quick, and the same everywhere. */
export const hashedWords: Embed = async (texts, signal) => {
  signal.throwIfAborted();
  return texts.map(hashWords);
};

export function hashWords(text: string): number[] {
  const vector = new Array<number>(512).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["nothing"]) {
    const hash = createHash("md5").update(word).digest();
    vector[hash.readUInt16LE(0) % 512]! += hash[2]! % 2 === 0 ? 1 : -1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector.with(0, 1) : vector.map((value) => value / length);
}
