/** What may follow at a place of a Liquid template: a variable, a key of one, a filter or a tag. */
import { liquidFilters, liquidTags } from "./liquid-words.ts";
import { namesAt, type Shape } from "./names-at.ts";
import { type Completion, fitting, type Suggestion } from "./suggestion.ts";

type Known = { shape: Shape; sources: readonly Suggestion[] };

/**
 * `sources` are outputs of other nodes that a new variable may carry. Undefined in a text and outside of braces; asked for
 * there, each suggestion brings its braces along.
 */
export function completeLiquid(
  text: string,
  at: number,
  { shape, sources, isAsked = false }: Known & { isAsked?: boolean },
): Completion | undefined {
  const before = text.slice(0, at);
  const start = Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"));
  const inside = start < 0 ? undefined : before.slice(start + 2);
  if (inside === undefined || /\}\}|%\}/.test(inside)) {
    if (!isAsked) return undefined;
    const suggestions = namesFor(before, "", { shape, sources });
    return { from: at, to: at, suggestions: suggestions.map((one) => ({ ...one, insert: `{{ ${one.insert} }}` })) };
  }
  if (isInText(inside)) return undefined;
  const isTag = before[start + 1] === "%";
  const [typed = ""] = /[\w-]*$/.exec(inside) ?? [];
  const from = at - typed.length;
  const rest = text.slice(at);
  const to = at + (/^[\w-]*/.exec(rest)?.[0].length ?? 0);
  const done = (suggestions: readonly Suggestion[]) => ({ from, to, suggestions: fitting(suggestions, typed) });
  if (/\|\s*[\w-]*$/.test(inside)) return done(filters);
  if (isTag && /^-?\s*\w*$/.test(inside)) return done(tags);
  if (/[:,]\s*\d*$/.test(inside) || /\d$/.test(typed)) return undefined;
  const ending = !isTag && /^[\w-]*\s*(\n|$)/.test(rest) ? " }}" : "";
  return done(namesFor(before.slice(0, start), inside, { shape, sources }).map((one) => end(one, ending)));
}

function namesFor(before: string, inside: string, { shape, sources }: Known): Suggestion[] {
  const [, dotted = ""] = /((?:[\w-]+(?:\[[^\]]*\])*\.)*)[\w-]*$/.exec(inside) ?? [];
  const path = dotted
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .slice(0, -1);
  const bound = boundNames(before);
  const suggestion = ({ name, detail }: { name: string; detail: string }): Suggestion => ({
    label: name,
    detail,
    insert: name,
  });
  if (path.length > 0) return namesAt(shape, resolve(path, bound)).filter(isPlain).map(suggestion);
  const own = [...bound.keys()].map((name) => ({ name, detail: "defined in this template" }));
  const inputs = namesAt(shape, []).filter(isPlain);
  const known = new Set([...own, ...inputs].map(({ name }) => name));
  return [...own, ...inputs].map(suggestion).concat(sources.filter(({ insert }) => !known.has(insert)));
}

const isPlain = ({ name }: { name: string }) => /^[\w-]+$/.test(name);

/** Names that the template defines before this place, with the path that they stand for. */
function boundNames(before: string): Map<string, readonly string[]> {
  const bound = new Map<string, readonly string[]>();
  const tag = /\{%-?\s*(?:for|tablerow|assign)\s+([\w-]+)\s*(?:in\b|=)\s*([\w.-]*)/g;
  for (const [, name = "", source = ""] of before.matchAll(tag)) bound.set(name, resolve(source.split("."), bound));
  return bound;
}

function resolve(path: readonly string[], bound: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const [first = "", ...rest] = path;
  const start = bound.get(first);
  return start ? [...start, ...rest] : path;
}

/** An odd number of quotes: the cursor stands in a text. */
const isInText = (inside: string) => inside.replace(/"[^"]*"|'[^']*'/g, "").search(/["']/) >= 0;

const end = (one: Suggestion, ending: string): Suggestion =>
  ending === "" ? one : { ...one, insert: `${one.insert}${ending}`, back: ending.length };

const filters = Object.entries(liquidFilters).map(([label, detail]): Suggestion => ({ label, detail, insert: label }));
const tags = Object.entries(liquidTags).map(([label, detail]): Suggestion => ({ label, detail, insert: label }));
