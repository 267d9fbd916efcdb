import type { Manifest } from "../../../lib/node-types/manifest.ts";
import type { Progress } from "../../../lib/views/nested-views.ts";
import { countOf, formatCount } from "../../ui/text/format.ts";
import type { Inside } from "./node-info.ts";

/** What is counted inside a node: an agent's model and tools are called. */
const nouns = { items: "item", rounds: "round", steps: "call" } as const satisfies Record<Inside["of"], string>;
type Noun = (typeof nouns)[Inside["of"]];

/** How far a map, a loop or an agent is, for a narrow place: 37/200 · 2 failed, 200 items, 3 calls */
export function shortProgress({ done, failed, total }: Progress, of: Inside["of"]): string {
  const ended = done + failed;
  const isWhole = total === null || total === ended;
  const count = isWhole ? countOf(ended, nouns[of]) : `${formatCount(ended)}/${formatCount(total)}`;
  return failed === 0 ? count : `${count} · ${formatCount(failed)} failed`;
}

/** 37 of 200, 2 failed; 3, or with what they are called 3 calls, where it is not known how many there will be. */
export function formatProgress({ done, failed, total }: Progress, noun?: Noun): string {
  const ended = done + failed;
  const open = noun ? countOf(ended, noun) : formatCount(ended);
  const count = total === null ? open : `${formatCount(ended)} of ${formatCount(total)}`;
  return failed === 0 ? count : `${count}, ${formatCount(failed)} failed`;
}

/** What a node of this type counts. */
export function nounOf(manifest: Manifest | undefined): Noun {
  if (manifest?.toolbox !== undefined) return nouns.steps;
  return manifest && Object.hasOwn(manifest.outputs, "rounds") ? nouns.rounds : nouns.items;
}
