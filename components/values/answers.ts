/** What several models said, as a step that asked them has it: while it grows, and when it is done. */
import * as z from "zod";
import { reasoningPart } from "../../lib/chat/answer-in.ts";
import { askResults } from "../../lib/models/ask-results.ts";
import type { Json } from "../../lib/values/json.ts";

export const Answer = z.object({
  contender: z.string().optional(),
  model: z.string(),
  result: z.enum(askResults),
  text: z.string(),
  reason: z.string().optional(),
  firstMs: z.number().optional(),
  totalMs: z.number().optional(),
  tokensIn: z.number().optional(),
  tokensOut: z.number().optional(),
  costUsd: z.number().optional(),
});
export type Answer = z.infer<typeof Answer>;

/** Of a finished step; undefined for what is no such list, such as one that is too large for the row. */
export function readAnswers(value: Json | undefined): Answer[] | undefined {
  return Answer.array().min(1).safeParse(value).data;
}

/** The texts that grow side by side at a node, in their order; what it thinks is none of them. */
export function growingTexts(
  texts: Readonly<Record<string, string>>,
  nodeId: string,
): { title: string; text: string }[] {
  const prefix = `${nodeId}\n`;
  return Object.entries(texts)
    .flatMap(([key, text]) =>
      key.startsWith(prefix) && key !== prefix + reasoningPart ? [{ title: key.slice(prefix.length), text }] : [],
    )
    .sort((a, b) => a.title.localeCompare(b.title, "en", { numeric: true }));
}

/** The place of the answer that a judge chose. */
export function judgedPlace(output: Json | undefined): number | undefined {
  return z.object({ judgement: z.object({ best: z.number() }) }).safeParse(output).data?.judgement.best;
}
