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
  const { looked, placeOf } = lines && !/\r|\\r|\\x0d/i.test(pattern) ? withPlainEnds(text) : asItIs(text);
  const matcher = compiled.matcher(looked);
  const inside = (group: number) =>
    matcher.start(group) < 0 ? null : text.slice(placeOf(matcher.start(group)), placeOf(matcher.end(group)));
  const matches: Match[] = [];
  const pieces: string[] = [];
  let end = 0;
  while (matcher.find()) {
    if (matches.length === mostMatches)
      throw new Error(`it matches more than ${mostMatches.toLocaleString("en")} times`);
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => inside(index + 1));
    const named = Object.fromEntries(names.map(([name, index]) => [name, groups[index - 1] ?? null]));
    const match = { text: inside(0) ?? "", at: placeOf(matcher.start(0)), groups, named };
    matches.push(match);
    pieces.push(text.slice(end, match.at), filled(replacement, match));
    end = placeOf(matcher.end(0));
  }
  return { matches, text: [...pieces, text.slice(end)].join("") };
}

/** What is looked at, and where a place in it is in the text. */
type Looked = { looked: string; placeOf(at: number): number };

const asItIs = (text: string): Looked => ({ looked: text, placeOf: (at) => at });

/** For `^`, `$` and the dot, a line of Windows ends before its \r\n, too. */
function withPlainEnds(text: string): Looked {
  if (!text.includes("\r\n")) return asItIs(text);
  const looked = text.replaceAll("\r\n", "\n");
  const places = new Uint32Array(looked.length + 1);
  for (let [at, place] = [0, 0]; at < places.length; at += 1, place += 1) {
    places[at] = place;
    if (text.startsWith("\r\n", place)) place += 1;
  }
  return { looked, placeOf: (at) => places[at] ?? text.length };
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
