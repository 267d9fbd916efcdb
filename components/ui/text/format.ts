/** Milliseconds in text as short as they can be: 0.4 ms, 84 ms, 1.24 s, 2 min 05 s. */
export function formatDuration(ms: number): string {
  if (ms < 0.05) return "< 0.1 ms";
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
}

/** What a step has cost. What is not known is said to be unknown, never 0. */
export function formatCost(dollars: number | null): string {
  return dollars === null ? "cost unknown" : formatDollars(dollars);
}

type Spent = {
  costUsd: number | null;
  tokensPriced: number;
  tokensIn: number;
  tokensOut: number;
  callsUnpriced?: number;
};

/** What a run has cost, of which some may not be known. */
export function formatTotalCost({ costUsd, tokensPriced, tokensIn, tokensOut, callsUnpriced = 0 }: Spent): string {
  if (costUsd === null) return "cost unknown";
  if (callsUnpriced === 0 && tokensPriced >= tokensIn + tokensOut) return formatDollars(costUsd);
  return costUsd === 0 ? "cost unknown" : `at least ${formatDollars(costUsd)}`;
}

/** The same under a heading that says “Cost”. */
export function underCost(text: string): string {
  return text.replace(/^cost /, "");
}

/** US dollars, small sums with two digits that count: free, < $0.0001, $0.0012, $1.25. */
function formatDollars(dollars: number): string {
  if (dollars === 0) return "free";
  if (dollars < 0.0001) return "< $0.0001";
  return `$${dollars < 0.1 ? Number(dollars.toPrecision(2)) : dollars.toFixed(2)}`;
}

/** US dollars as they were entered: $0.15. */
export function formatPrice(dollars: number): string {
  return `$${dollars.toLocaleString("en", { maximumFractionDigits: 6 })}`;
}

/** Whole numbers with thin groups: 12,408. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** So many of them, in words: 1 run, 12,408 runs. `plural` is for what takes no s. */
export function countOf(count: number, one: string, plural = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : plural}`;
}

/** The day, with its year when it is another than that of `now`: 16 May, 16 May 2025. */
export function formatDay(at: Date, now: Date): string {
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year });
}

/** The time of day: 14:05, or 14:05:09. */
export function formatClock(at: Date, hasSeconds: boolean): string {
  const seconds = hasSeconds ? { second: "2-digit" as const } : {};
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...seconds });
}

/** A moment in full: 16 May 2026, 14:05:09. `at` is ISO 8601. */
export function formatTime(at: string): string {
  return new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}

/** A title inside a sentence: “Share link” is share link, and API key stays as it is. */
export function inSentence(title: string): string {
  return title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
