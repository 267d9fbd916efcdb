/** Which of several named groups of lines a text is most like, by the embedding model on board. */
import type { Services } from "../../define.ts";

type Group = { name: string; description: string };
type Score = { name: string; score: number; line: string };

/**
 * Gives the nearest line of each group, with its similarity up to 1. Each line of a description is one; without any, the
 * name. The lines are embedded once, with the first text.
 */
export function nearestLine(groups: readonly Group[], { models }: Pick<Services, "models">) {
  const lines = groups.flatMap(({ name, description }) => linesOf(name, description).map((line) => ({ name, line })));
  let known: number[][] | undefined;
  return async (text: string, signal: AbortSignal): Promise<Score[]> => {
    const fresh = known ? [text] : [text, ...lines.map(({ line }) => line)];
    const [asked = [], ...rest] = await models.embed(fresh, signal);
    const vectors = known ?? rest;
    known = vectors;
    const best = new Map<string, Score>();
    for (const [index, { name, line }] of lines.entries()) {
      const score = dot(asked, vectors[index] ?? []);
      if (score > (best.get(name)?.score ?? Number.NEGATIVE_INFINITY)) best.set(name, { name, score, line });
    }
    return groups.flatMap(({ name }) => best.get(name) ?? []);
  };
}

function linesOf(name: string, description: string): string[] {
  const lines = description.split("\n").flatMap((line) => line.trim() || []);
  return lines.length === 0 ? [name] : lines;
}

/** Cosine similarity, as both vectors have unit length. */
function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
