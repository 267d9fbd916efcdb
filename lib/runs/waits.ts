/** What steps that wait ask for, and what they get. */

import type { Usage } from "../models/usage.ts";
import type { RunError, Values } from "../run.ts";
import type { Json } from "../values/json.ts";

export type ApprovalAsk = {
  title: string;
  message: string;
  /** Milliseconds after which no word counts as a refusal. */
  expiresMs: number | undefined;
};
/** What a person, or the clock, decided. */
export type Decision = { status: "approved" | "refused" | "expired"; comment: string };

/** A list of so many items, of which a child run would take so many. */
export type SplitList = { items: number; perChild: number };

export type ChildrenAsk = {
  /** What the node's settings are in the child runs, where they differ. */
  config: Record<string, Json>;
  /** One run for each of these inputs. */
  inputs: readonly Values[];
  /** The first child that fails is the answer, and the others are stopped. */
  stopAtFailure: boolean;
};
/**
 * How a child run ended, and the tokens it took. Answers come by the number of its inputs; when one failure is the answer,
 * it comes alone.
 */
export type ChildEnd = ({ output: Values } | { error: RunError }) & { usage?: Usage };
