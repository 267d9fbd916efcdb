import { fittingSpec, type Side } from "../../../lib/edit/edges.ts";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";

/**
 * How well words typed in the picker fit a node type: 0 not at all, else the higher the better. A beginning beats a
 * word's beginning beats a part beats letters in order; the title counts more than keywords and the summary.
 */
export function scoreNodeType(manifest: Manifest, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const scores = words.map((word) =>
    Math.max(
      scoreText(manifest.title, word) * 10,
      // The first words are what people call it; one that is said in full beats a part of a title.
      ...manifest.keywords.map((keyword, at) => scoreKeyword(keyword, word) * (5 - at / 100)),
      scoreText(manifest.category, word) * 3,
      manifest.summary.toLowerCase().includes(word) ? 1 : 0,
    ),
  );
  return scores.some((score) => score === 0) ? 0 : scores.reduce((sum, score) => sum + score, 1);
}

/** Letters in order are too little here: among many keywords, any letters are. */
function scoreKeyword(keyword: string, word: string): number {
  if (keyword === word) return 7;
  const score = scoreText(keyword, word);
  return score > 1 ? score : 0;
}

/** The node types that words find, the best first. Without words all of them but those that only belong inside another. */
export function findNodeTypes(all: readonly Manifest[], query: string): Manifest[] {
  const inner = new Set(all.map(({ toolbox }) => toolbox));
  if (query.trim() === "") return all.filter(({ type }) => !inner.has(type));
  return all
    .map((manifest) => ({ manifest, score: scoreNodeType(manifest, query) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ manifest }) => manifest);
}

/** The port a fresh node of this type would be connected at; undefined when it has none that fits. */
export function fitOf(manifest: Manifest, edgeEnd: { side: Side; kind: PortKind }): string | undefined {
  return fittingSpec(edgeEnd.side, edgeEnd.kind, portsOf(manifest, { config: manifest.defaults }));
}

function scoreText(text: string, word: string): number {
  const lower = text.toLowerCase();
  if (lower.startsWith(word)) return 4;
  if (lower.split(/[\s-]+/).some((part) => part.startsWith(word))) return 3;
  if (lower.includes(word)) return 2;
  return isSubsequence(lower, word) && word.length > 1 ? 1 : 0;
}

function isSubsequence(text: string, word: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === word[at]) at += 1;
  return at === word.length;
}
