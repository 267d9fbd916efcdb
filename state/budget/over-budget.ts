/** Why a model call was not made, in a sentence: which budget, how much of it is used, and what to do. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { formatUsd, monthBudgetName } from "../../lib/models/budget.ts";
import type { CallBound } from "../../nodes/models/meter.ts";

/** The budget that stood in the way, as the function holdSpend answers it. */
export const Over = z.object({
  scope: z.enum(["month", "pipeline", "run", "node"]),
  title: z.string().nullable(),
  measure: z.enum(["usd", "tokens", "seconds", "unknown usd", "unknown tokens"]),
  usd: z.number().nullable(),
  tokens: z.number().nullable(),
  seconds: z.number().nullable(),
  used_usd: z.number(),
  used_tokens: z.number(),
  used_ms: z.number(),
  held_usd: z.number(),
  held_tokens: z.number(),
});
export type Over = z.infer<typeof Over>;

export function overBudget(over: Over, bound: CallBound): PatchbayError {
  return new PatchbayError("over_budget", `${reasonOf(over, bound)} ${adviceOf(over)}`);
}

/** Amounts are for members alone; they see them in Settings → Usage and in the run's budget. */
export function overForStrangers(): PatchbayError {
  const words =
    "A budget of this pipeline's owners left no room for a call of a model, so it was not made. They can raise it in Patchbay.";
  return new PatchbayError("over_budget", words);
}

function nameOf({ scope, title }: Over): string {
  if (scope === "month") return monthBudgetName;
  if (scope === "node") return `The budget of the node “${title ?? ""}”`;
  return scope === "pipeline" ? "The pipeline's budget per run" : "The budget that this run was started with";
}

function reasonOf(over: Over, { model, usd, tokens }: CallBound): string {
  const name = nameOf(over);
  const asked = `a call of ${model} may take up to`;
  switch (over.measure) {
    case "usd":
      return `${name} is ${formatUsd(over.usd ?? 0)}, of which ${used(over.used_usd, over.held_usd, formatUsd)}, and ${asked} ${formatUsd(usd ?? 0)}: it was not made.`;
    case "tokens":
      return `${name} is ${count(over.tokens ?? 0)} tokens, of which ${used(over.used_tokens, over.held_tokens, count)}, and ${asked} ${count(tokens ?? 0)}: it was not made.`;
    case "seconds":
      return `${name} is ${count(over.seconds ?? 0)} s of model calls, of which ${count(over.used_ms / 1000)} s are used: the call of ${model} was not made.`;
    case "unknown usd":
      return tokens === null
        ? noLimit(name, model)
        : `${name} is in dollars (${formatUsd(over.used_usd)} of ${formatUsd(over.usd ?? 0)} used), and the price of ${model} is not known: the call was not made.`;
    case "unknown tokens":
      return noLimit(name, model);
  }
}

function noLimit(name: string, model: string): string {
  return `${name} cannot hold a call of ${model}, as nothing limits its answer: the call was not made.`;
}

/** Calls that are under way count with the most that they may take. */
function used(taken: number, held: number, format: (amount: number) => string): string {
  const now = `${format(taken)} ${taken === 1 ? "is" : "are"} used`;
  return held > 0 ? `${now} and up to ${format(held)} are held by calls under way` : now;
}

const count = (amount: number) => (Math.round(amount * 10) / 10).toLocaleString("en-US");

function adviceOf({ scope, measure }: Over): string {
  if (measure === "unknown tokens") return "Set “Max output tokens” in the node's settings.";
  if (measure === "unknown usd")
    return "Enter the model's price in Settings → Models and credentials, set “Max output tokens”, or choose another model.";
  const where = {
    month: "An owner can raise it in Settings → Usage; it starts anew next month.",
    pipeline: "Raise it in the pipeline's budget",
    run: "Start the run with a larger one",
    node: "Raise it in the node's settings",
  }[scope];
  return scope === "month" ? where : `${where}, lower “Max output tokens”, or choose a cheaper model.`;
}
