/** What models took, against budgets. Costs are US dollars for `tokensPriced` of the tokens: those whose price is known. */
import * as z from "zod";
import { Budget, UsageKind } from "../models/budget.ts";

export const Month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, "Should be a month such as 2026-11.");

const counts = {
  calls: z.number().int(),
  tokensIn: z.number().int(),
  tokensOut: z.number().int(),
  /** Null when no price is known. */
  costUsd: z.number().nullable().meta({ description: "US dollars; null when no price of these tokens is known." }),
  tokensPriced: z
    .number()
    .int()
    .meta({ description: "Tokens whose price is known. Less than all: costUsd is a lower bound." }),
  tokensEstimated: z.number().int().meta({
    description: "Of the tokens, those that no server told: estimated from the texts, or what was held for the call.",
  }),
  units: z.number().int().meta({ description: "Texts that were embedded, and searches that were reranked." }),
  seconds: z.number(),
};
const Counts = z.object(counts);
export type Counts = z.infer<typeof Counts>;

const Taken = z.object({ usd: z.number(), tokens: z.number(), seconds: z.number() });

export const UsageView = z.object({
  month: z.string(),
  total: Counts,
  byPipeline: z.array(
    z.object({
      pipelineId: z.string(),
      pipelineName: z.string().nullable().meta({ description: "null for a pipeline that was deleted." }),
      ...counts,
    }),
  ),
  outsideOfRuns: Counts.meta({
    description: "Documents that were embedded, and searches of people and of the API. Not part of byPipeline.",
  }),
  byModel: z.array(
    z.object({
      model: z.string(),
      kind: UsageKind.meta({
        description: "What was asked of it: an answer, vectors of texts, or how well texts answer a question.",
      }),
      ...counts,
    }),
  ),
  held: Taken.meta({
    description: "What calls that are under way may take at most, which counts as used until they end.",
  }),
  budget: Budget.nullable().meta({ description: "The workspace's budget for each month; null for none." }),
  used: z
    .number()
    .nullable()
    .meta({ description: "The used part of the fullest limit, from 0; null without a budget." }),
  isWarning: z.boolean().meta({ description: "80 % or more of a limit is used." }),
});
export type UsageView = z.infer<typeof UsageView>;

export const PipelineBudgetView = z.object({
  budget: Budget.nullable().meta({ description: "What the models of one run may take; null for no limit." }),
});

const Range = z.object({ low: z.number(), typical: z.number(), high: z.number() });

export const EstimateView = z.object({
  rows: z.number().int().meta({ description: "For how many runs it is." }),
  runs: z.number().int().meta({
    description: "It is what so many runs of the same version took, the last that succeeded. 0: nothing is known yet.",
  }),
  tokens: Range.nullable().meta({
    description: "Of all rows: the median run for each, and the tenth part of the runs below and above. null: unknown.",
  }),
  usd: Range.nullable().meta({
    description: "US dollars; null when it is unknown, also when one of the runs has tokens without a price.",
  }),
  models: z
    .array(
      z.object({
        node: z.string(),
        title: z.string(),
        model: z.string(),
        input: z.number().nullable().meta({ description: "US dollars for a million tokens; null: unknown." }),
        output: z.number().nullable(),
        maxTokens: z.number().int().nullable().meta({ description: "What its settings let an answer have at most." }),
        answerUsd: z.number().nullable().meta({
          description:
            "What an answer of so many tokens costs. How often it is asked, and how long prompts are, is open.",
        }),
      }),
    )
    .meta({ description: "Whom its nodes ask, as their settings say." }),
});
export type EstimateView = z.infer<typeof EstimateView>;

export const RunUsageView = z.object({
  calls: z.number().int(),
  taken: Taken,
  held: Taken,
  /** Of the run, and of the pipeline for each of its runs. */
  budgets: z.array(z.object({ of: z.enum(["run", "pipeline"]), budget: Budget, used: z.number() })),
  byNode: z.array(
    z.object({
      path: z.string(),
      calls: z.number().int(),
      tokens: z.number(),
      costUsd: z.number(),
      seconds: z.number(),
    }),
  ),
});
export type RunUsageView = z.infer<typeof RunUsageView>;
