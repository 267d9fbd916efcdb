import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { bounded } from "../bounded/bounded.ts";

export type Ask = { pattern: string; text: string; replacement: string; ignoreCase: boolean; lines: boolean };

const Match = z.object({
  text: z.string(),
  /** Where it begins, in UTF-16 units from 0. */
  at: z.number(),
  /** What each group matched; null for one that took no part. */
  groups: z.array(z.string().nullable()),
  named: z.record(z.string(), z.string().nullable()),
});
export type Match = z.infer<typeof Match>;

/** `text` has the replacement in place of each match. */
const Found = z.object({ matches: z.array(Match), text: z.string() });
export type Found = z.infer<typeof Found>;

const thread = bounded({ script: new URL("./thread.ts", import.meta.url).href, seconds: 5, memoryMb: 256 });
const Answer = z.union([Found, z.object({ error: z.string() })]);

/**
 * All matches of a regular expression in RE2's syntax, which has no backreferences and does not look ahead. Throws
 * `bad_input` when the pattern is wrong, matches more than 100,000 times or takes longer than five seconds.
 */
export async function findMatches(ask: Ask, signal: AbortSignal): Promise<Found> {
  const result = await thread.ask(ask, signal);
  const answer = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
  if ("matches" in answer) return answer;
  throw new PatchbayError("bad_input", `The regular expression failed: ${answer.error}${adviceFor(answer.error)}`);
}

/** People write what other engines take. */
function adviceFor(error: string): string {
  if (/(Perl syntax|invalid named capture): `?\(\?(=|!|<[=!])/.test(error))
    return ". Looking ahead and behind is not part of RE2's syntax: match more, and take a group of it";
  if (/escape sequence: `?\\\d/.test(error)) return ". A backreference is not part of RE2's syntax";
  return "";
}
