export type Summary = { count: number; p50: number; p95: number; p99: number; min: number; max: number };

export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), min: at(0), max: at(1) };
}

export const inMs = ({ p50, p95, p99, min, max }: Summary) =>
  ({
    "p50 ms": round(p50),
    "p95 ms": round(p95),
    "p99 ms": round(p99),
    "min ms": round(min),
    "max ms": round(max),
  }) as const;

export const round = (value: number) => Math.round(value * 100) / 100;
