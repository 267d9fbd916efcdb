/** What is known of a model's answer besides its text, as LangChain's messages carry it. */
import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { AnswerOutcome, readTokenCount, type Usage } from "../../lib/models/usage.ts";
import { defined } from "../../lib/values/defined.ts";

const Counts = z.looseObject({
  input_tokens: z.unknown(),
  output_tokens: z.unknown(),
  input_token_details: z.looseObject({ cache_read: z.unknown() }).optional().catch(undefined),
});

/** The door for what a message reports; undefined when it reports nothing. `model` is who was asked. */
export function usageOf(message: BaseMessage, model: string | undefined): Usage | undefined {
  const counts = Counts.safeParse(Reflect.get(message, "usage_metadata")).data;
  const outcome = AnswerOutcome.safeParse(message.response_metadata.outcome).data;
  if (!counts && !outcome) return undefined;
  const named: unknown = message.response_metadata.model_name ?? model;
  return defined({
    tokensIn: readTokenCount(counts?.input_tokens),
    tokensOut: readTokenCount(counts?.output_tokens),
    tokensCached: readTokenCount(counts?.input_token_details?.cache_read),
    model: typeof named === "string" ? named : undefined,
    outcome,
  });
}
