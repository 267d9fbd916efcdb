import { tokenTermsOf } from "./terms.ts";

/** How often a text has each term: as a whole in the upper four bits, as a part of a code in the lower, at most 15. */
export function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { wholes, parts } of tokenTermsOf(text)) {
    for (const term of wholes) {
      const known = counts.get(term) ?? 0;
      if (known < 0xf0) counts.set(term, known + 0x10);
    }
    for (const term of parts) {
      const known = counts.get(term) ?? 0;
      if ((known & 15) < 15) counts.set(term, known + 1);
    }
  }
  return counts;
}

/** The terms of a query: those that it has by themselves, and those that it has only as parts of codes. */
export function queriedTerms(query: string): { wholes: string[]; parts: string[] } {
  const isWhole = new Map<string, boolean>();
  for (const { wholes, parts } of tokenTermsOf(query)) {
    for (const term of wholes) isWhole.set(term, true);
    for (const term of parts) if (!isWhole.has(term)) isWhole.set(term, false);
  }
  const all = [...isWhole.keys()];
  return { wholes: all.filter((term) => isWhole.get(term)), parts: all.filter((term) => !isWhole.get(term)) };
}

/** More terms of a query are not looked for: the rarest of those that are there say most. */
export const MAX_TERMS = 64;
