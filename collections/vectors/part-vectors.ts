/** The vectors of a chunk's parts lie one behind the other, each of unit length. */
import { similarityAt } from "./matrix.ts";

/** None where they are of other dimensions. */
export function vectorsIn(vector: Float32Array, dimensions: number): Float32Array[] {
  if (vector.length === 0 || vector.length % dimensions !== 0) return [];
  const count = vector.length / dimensions;
  return Array.from({ length: count }, (_, part) => vector.subarray(part * dimensions, (part + 1) * dimensions));
}

/** That of the nearest part, 0–1; −1 where the dimensions are others. */
export function similarityOfParts(query: Float32Array, vector: Float32Array): number {
  if (vector.length % query.length !== 0) return -1;
  let best = -1;
  for (let start = 0; start < vector.length; start += query.length) {
    best = Math.max(best, similarityAt(query, vector, start));
  }
  return best;
}

/** One vector for all parts: their direction together. */
export function meanOfParts(vector: Float32Array, dimensions: number): Float32Array {
  const vectors = vectorsIn(vector, dimensions);
  if (vectors.length < 2) return vector;
  const mean = new Float32Array(dimensions);
  for (const each of vectors) for (let i = 0; i < dimensions; i++) mean[i] = (mean[i] ?? 0) + (each[i] ?? 0);
  const length = Math.hypot(...mean) || 1;
  return mean.map((value) => value / length);
}
