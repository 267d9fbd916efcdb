import { z } from "zod";

export const Vector = z.object({
  id: z.string(),
  values: z.array(z.number()),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
export type Vector = z.infer<typeof Vector>;
export type Filter = { [field: string]: unknown };

type Query = { vector: readonly number[]; topK: number; filter: Filter };
type Write = (seen: Map<string, Vector>) => void;

/** The namespaces of one index. A write is seen only `lagMs` after it was taken, as Pinecone promises no better. */
export class Store {
  lagMs: number;
  readonly #namespaces = new Map<string, Map<string, Vector>>();
  readonly #waiting: { at: number; namespace: string; write: Write }[] = [];

  constructor(lagMs: number) {
    this.lagMs = lagMs;
  }

  upsert(namespace: string, vectors: readonly Vector[]): void {
    this.#write(namespace, (seen) => {
      for (const vector of vectors) seen.set(vector.id, vector);
    });
  }

  delete(namespace: string, isGone: (vector: Vector) => boolean): void {
    this.#write(namespace, (seen) => {
      for (const vector of [...seen.values()].filter(isGone)) seen.delete(vector.id);
    });
  }

  all(namespace: string): Vector[] {
    this.#apply();
    return [...(this.#namespaces.get(namespace)?.values() ?? [])];
  }

  names(): string[] {
    this.#apply();
    return [...this.#namespaces].flatMap(([name, seen]) => (seen.size > 0 ? [name] : []));
  }

  nearest(namespace: string, { vector: query, topK, filter }: Query): { vector: Vector; score: number }[] {
    return this.all(namespace)
      .filter(({ metadata = {} }) => fits(metadata, filter))
      .map((vector) => ({ vector, score: cosine(query, vector.values) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, topK);
  }

  #write(namespace: string, write: Write): void {
    this.#waiting.push({ at: Date.now() + this.lagMs, namespace, write });
  }

  #apply(): void {
    while (this.#waiting[0] && this.#waiting[0].at <= Date.now()) {
      const { namespace, write } = this.#waiting.shift()!;
      const seen = this.#namespaces.get(namespace) ?? new Map<string, Vector>();
      this.#namespaces.set(namespace, seen);
      write(seen);
    }
  }
}

/** Pinecone's filters, as far as they are needed here: equality, $eq, $ne, $in, $nin, $and, $or. */
export function fits(metadata: Filter, filter: Filter): boolean {
  return Object.entries(filter).every(([field, wanted]) => {
    if (field === "$and")
      return z
        .array(z.record(z.string(), z.unknown()))
        .parse(wanted)
        .every((each) => fits(metadata, each));
    if (field === "$or")
      return z
        .array(z.record(z.string(), z.unknown()))
        .parse(wanted)
        .some((each) => fits(metadata, each));
    const value = metadata[field];
    if (typeof wanted !== "object" || wanted === null) return value === wanted;
    return Object.entries(wanted).every(([operator, operand]) => compare(operator, value, operand));
  });
}

function compare(operator: string, value: unknown, operand: unknown): boolean {
  if (operator === "$eq") return value === operand;
  if (operator === "$ne") return value !== operand;
  if (operator === "$in") return z.array(z.unknown()).parse(operand).includes(value);
  if (operator === "$nin") return !z.array(z.unknown()).parse(operand).includes(value);
  throw new Error(`This loopback does not know the filter ${operator}.`);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}
