import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/**
 * How many tests ended how, and of each failure its name and why. Several runners add their counts to one file, whose
 * path is in PATCHBAY_TALLY.
 */
export const Tally = z.object({ passed: z.number(), failures: z.array(z.string()), skipped: z.number() });
export type Tally = z.infer<typeof Tally>;

// A whole log of a gate is long, and what is kept of it is its end: enough of an error to know what to look for.
const mostOfAnError = 2_000;
const foreignFrame = /^\s+at .*(node_modules|new Promise)/;
const terminalColours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** One entry of `failures`. */
export function failure(name: string, why: ReadonlyArray<string | undefined>): string {
  const messages = why.filter(Boolean).join("\n").replace(terminalColours, "");
  const ours = messages.split("\n").filter((line) => !foreignFrame.test(line));
  const text = ours.join("\n").slice(0, mostOfAnError);
  return text === "" ? name : `${name}\n${text.replace(/^/gm, "    ")}`;
}

export function addTally(tally: Tally): void {
  const file = process.env.PATCHBAY_TALLY;
  if (file) appendFileSync(file, `${JSON.stringify(tally)}\n`);
}

export function sumTallies(file: string): Tally {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const tallies = lines.map((line) => Tally.parse(JSON.parse(line)));
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  return {
    passed: sum((t) => t.passed),
    failures: tallies.flatMap((t) => t.failures),
    skipped: sum((t) => t.skipped),
  };
}
