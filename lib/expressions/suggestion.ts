import type { Endpoint } from "../graph/graph.ts";

/** What may be typed at the cursor. `back` is how far the cursor stands before the end of what was inserted. */
export type Suggestion = {
  label: string;
  detail: string;
  insert: string;
  back?: number;
  /** The output of another node that this name is meant to carry: an edge is to follow. */
  source?: Endpoint;
};

/** `from` and `to` are what a suggestion replaces. */
export type Completion = { from: number; to: number; suggestions: Suggestion[] };

/** Those that fit what was typed: first those that begin with it, then those that have it inside. */
export function fitting(suggestions: readonly Suggestion[], typed: string): Suggestion[] {
  const part = typed.toLowerCase().replace(/^\$/, "");
  const bare = ({ label }: Suggestion) => label.toLowerCase().replace(/^[$`]|\(.*$/g, "");
  const starts = suggestions.filter((one) => bare(one).startsWith(part));
  const contains = part.length < 3 ? [] : suggestions.filter((one) => bare(one).indexOf(part) > 0);
  return [...starts, ...contains].slice(0, mostShown);
}

const mostShown = 50;
