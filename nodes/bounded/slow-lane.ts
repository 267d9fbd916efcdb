/**
 * Remembers what ran out of its time on the worker's event loop and is left to a thread for a while: twice as long each
 * time it happens again. Not for ever, because the clock runs for others too: a busy machine says nothing about a template.
 */
export type SlowLane = {
  has(text: string): boolean;
  /** It ran out of its time. Several at once count as one. */
  add(text: string): void;
  /** It stayed within its time. */
  clear(text: string): void;
};

type Absence = { ms: number; until: number };
const firstMs = 1000;
const mostMs = 600_000;
const remembered = 1000;

export function makeSlowLane(now: () => number = () => performance.now()): SlowLane {
  const absences = new Map<string, Absence>();
  const has = (text: string) => now() < (absences.get(text)?.until ?? 0);
  return {
    has,
    add(text) {
      if (has(text)) return;
      const ms = Math.min((absences.get(text)?.ms ?? firstMs / 2) * 2, mostMs);
      if (absences.size >= remembered) absences.clear();
      absences.set(text, { ms, until: now() + ms });
    },
    clear: (text) => void absences.delete(text),
  };
}
