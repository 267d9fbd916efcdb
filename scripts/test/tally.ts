import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** How many tests ended how. Several runners add their counts to one file, whose path is in PATCHBAY_TALLY. */
export const Tally = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });
export type Tally = z.infer<typeof Tally>;

export function addTally(tally: Tally): void {
  const file = process.env.PATCHBAY_TALLY;
  if (file) appendFileSync(file, `${JSON.stringify(tally)}\n`);
}

export function sumTallies(file: string): Tally {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const tallies = lines.map((line) => Tally.parse(JSON.parse(line)));
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  return { passed: sum((t) => t.passed), failed: sum((t) => t.failed), skipped: sum((t) => t.skipped) };
}
