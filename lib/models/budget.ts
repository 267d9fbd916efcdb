/** What models may take: money, tokens, and the time of their calls. */
import * as z from "zod";

const maxUsd = 1_000_000_000;
const maxTokens = 1_000_000_000_000;
const maxSeconds = 100_000_000;

/** What was asked of a model: an answer, vectors of texts, or how well texts answer a question. */
export const UsageKind = z.enum(["chat", "embedding", "rerank"]);
export type UsageKind = z.infer<typeof UsageKind>;

/** What is absent has no limit. */
export const Budget = z.strictObject({
  usd: z
    .number()
    .min(0, "A budget is 0 or more.")
    .max(maxUsd)
    .exactOptional()
    .meta({ description: "US dollars. A model whose price is not known is not asked under it." }),
  tokens: z
    .number()
    .int("Tokens are whole numbers.")
    .min(0, "A budget is 0 or more.")
    .max(maxTokens)
    .exactOptional()
    .meta({ description: "Tokens of prompts and answers together." }),
  seconds: z
    .number()
    .min(0, "A budget is 0 or more.")
    .max(maxSeconds)
    .exactOptional()
    .meta({ description: "The time that model calls take, added up." }),
});
export type Budget = z.infer<typeof Budget>;

/** What was taken of it; of a limit that is absent too. */
export type Taken = { usd: number; tokens: number; seconds: number };
const measures = ["usd", "tokens", "seconds"] as const satisfies (keyof Budget)[];

/** How errors call the budget of a workspace. It is also how one is known that every further run would end with. */
export const monthBudgetName = "The workspace's budget of this month";

/** From this part of a budget on, people are warned. */
export const warnAt = 0.8;

/** How full the fullest limit is, from 0; null without limits. */
export function fullness(budget: Budget, taken: Taken): number | null {
  const parts = measures.flatMap((measure) => {
    const limit = budget[measure];
    if (limit === undefined) return [];
    return [limit === 0 ? 1 : taken[measure] / limit];
  });
  return parts.length === 0 ? null : Math.max(...parts);
}

/** An empty budget is none. */
export function budgetOrNone(budget: Budget | null | undefined): Budget | null {
  return budget && measures.some((measure) => budget[measure] !== undefined) ? budget : null;
}

export function formatUsd(usd: number): string {
  if (usd === 0) return "$0";
  return usd >= 1 ? `$${usd.toFixed(2)}` : `$${Number(usd.toPrecision(3))}`;
}
