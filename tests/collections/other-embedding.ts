import { createHash } from "node:crypto";
import type { EmbedWith } from "../../collections/embed.ts";
import type { ModelRef } from "../../lib/models/models.ts";

/** Another model, of 1024 dimensions: each subject has one of its own, and other words share a few. */
export const otherModel: ModelRef = { provider: "openai", model: "other", credential: "c" };

export const otherEmbedding: EmbedWith = async (_, texts, signal) => {
  signal.throwIfAborted();
  return texts.map((text) => {
    const vector = new Array<number>(1024).fill(0.001);
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      const subject = /^subject(\d+)$/.exec(word)?.[1];
      const place =
        subject === undefined ? 1000 + (createHash("sha1").update(word).digest()[0]! % 24) : Number(subject);
      vector[place]! += 1;
    }
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
};
