/** The thread in which regular expressions are matched, by RE2's rules: in time that grows with the text alone. */
import { RE2JS } from "re2js";
import { answerInTurn } from "../bounded/answer-in-turn.ts";
import type { Ask, Found, Match } from "./regex.ts";

const mostMatches = 100_000;

answerInTurn((ask: Ask): Found | { error: string } => {
  try {
    return find(ask);
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
});

function find({ pattern, text, replacement, ignoreCase, lines }: Ask): Found {
  const flags = (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (lines ? RE2JS.MULTILINE : 0);
  const compiled = RE2JS.compile(pattern, flags);
  const names = Object.entries(compiled.namedGroups());
  const matcher = compiled.matcher(text);
  const matches: Match[] = [];
  const pieces: string[] = [];
  let end = 0;
  while (matcher.find()) {
    if (matches.length === mostMatches)
      throw new Error(`it matches more than ${mostMatches.toLocaleString("en")} times`);
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? null);
    const named = Object.fromEntries(names.map(([name, index]) => [name, groups[index - 1] ?? null]));
    const match = { text: matcher.group(0) ?? "", at: matcher.start(0), groups, named };
    matches.push(match);
    pieces.push(text.slice(end, match.at), filled(replacement, match));
    end = matcher.end(0);
  }
  return { matches, text: [...pieces, text.slice(end)].join("") };
}

/** `$1` and `$<name>` are groups, `$&` is the match and `$$` a dollar sign; what is none of them stays as it is. */
function filled(replacement: string, { text, groups, named }: Match): string {
  const isGroup = (number: string) => Number(number) >= 1 && Number(number) <= groups.length;
  return replacement.replace(/\$(\$|&|\d{1,2}|<([^>]*)>)/g, (whole, what: string, name?: string) => {
    if (what === "$") return "$";
    if (what === "&") return text;
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? "") : whole;
    if (isGroup(what)) return groups[Number(what) - 1] ?? "";
    // Where there is no group 10, $10 is group 1 and a zero.
    const [first = "", ...after] = what;
    return isGroup(first) ? (groups[Number(first) - 1] ?? "") + after.join("") : whole;
  });
}
