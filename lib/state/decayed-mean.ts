import * as z from "zod";
import { PatchbayError } from "../errors.ts";
import type { Json } from "../values/json.ts";
import { type DecayedMean, type StateChange, stateLimits } from "./state-change.ts";

const Vector = z.array(z.number()).min(1).max(stateLimits.dimensions);
const Stored = z.object({ mean: Vector, weight: z.number().positive(), at: z.iso.datetime() });

/** The mean under a key, where there is one. */
export function meanOf(value: Json): DecayedMean | undefined {
  return Stored.safeParse(value).data;
}

/**
 * The exponentially weighted mean m = Σ wᵢ·2^((tᵢ − T)/h)·vᵢ / Σ wᵢ·2^((tᵢ − T)/h), with T the latest of the times and h the
 * half-life; without one (0) all count the same. The order in which vectors arrive does not matter, only their times.
 */
export function addToMean(
  current: Json,
  { value, weight, halfLifeSeconds, at }: Extract<StateChange, { operation: "mean" }>,
): DecayedMean {
  const vector = Vector.safeParse(value).data;
  if (!vector) {
    const words = `A mean takes a list of 1 to ${stateLimits.dimensions} numbers at “Value”.`;
    throw new PatchbayError("bad_input", words);
  }
  if (current === null) return { mean: vector, weight, at: new Date(at).toISOString() };
  const former = meanOf(current);
  if (!former) {
    throw new PatchbayError("bad_input", "What is under this key is not a mean. Use another key, or delete it first.");
  }
  if (former.mean.length !== vector.length) {
    const words = `The mean under this key has ${former.mean.length} dimensions, and the vector ${vector.length}. Use one model for all vectors of a store.`;
    throw new PatchbayError("bad_input", words);
  }
  const latest = Math.max(at, Date.parse(former.at));
  const decayed = (weight: number, time: number) =>
    halfLifeSeconds === 0 ? weight : weight * 2 ** ((time - latest) / 1000 / halfLifeSeconds);
  const formerWeight = decayed(former.weight, Date.parse(former.at));
  const addedWeight = decayed(weight, at);
  const total = formerWeight + addedWeight;
  // By shares: sums of large parts would be infinite, which is no number that can be kept.
  const [formerShare, addedShare] = [formerWeight / total, addedWeight / total];
  const mean = vector.map((part, index) => (former.mean[index] ?? 0) * formerShare + part * addedShare);
  return { mean, weight: total, at: new Date(latest).toISOString() };
}
