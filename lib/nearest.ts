/** The name that was probably meant: the one that the fewest typing errors lead to, at most two and fewer than half its letters. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: { name: string; errors: number } | undefined;
  for (const each of names) {
    const errors = typingErrors(name.toLowerCase(), each.toLowerCase());
    if (errors <= 2 && errors * 2 < each.length && errors < (best?.errors ?? 3)) best = { name: each, errors };
  }
  return best?.name;
}

/** Letters that are missing, too many, wrong, or change places with their neighbour (optimal string alignment). */
function typingErrors(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(isSwap ? Math.min(least, (before[j - 2] ?? 0) + 1) : least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
