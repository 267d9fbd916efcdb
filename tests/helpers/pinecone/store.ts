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

/** Pinecone's filters: equality, $eq, $ne, $in, $nin, $lt … $gte of numbers, $exists, $and, $or. Of a list, one item has to fit. */
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
  if (operator === "$exists") return (value !== undefined) === operand;
  if (operator === "$ne") return value !== undefined && !compare("$eq", value, operand);
  if (operator === "$nin") return value !== undefined && !compare("$in", value, operand);
  const items = Array.isArray(value) ? value : [value];
  if (operator === "$eq") return items.includes(operand);
  if (operator === "$in") return items.some((item) => z.array(z.unknown()).parse(operand).includes(item));
  const least = z.number().parse(operand);
  const number = typeof value === "number" ? value : Number.NaN;
  if (operator === "$lt") return number < least;
  if (operator === "$lte") return number <= least;
  if (operator === "$gt") return number > least;
  if (operator === "$gte") return number >= least;
  throw new Error(`This loopback does not know the filter ${operator}.`);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}
