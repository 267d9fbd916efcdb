/** Where the services say how many tokens they embedded, each in its own place. */
import { z } from "zod";
import { addTokens, readTokenCount } from "../../../lib/models/usage.ts";

/** No text is embedded as no tokens: servers that do not count say 0. */
const readCount = (reported: unknown) => readTokenCount(reported) || undefined;
const Count = z.unknown().transform(readCount).optional();
const Prediction = z.object({ embeddings: z.object({ statistics: z.object({ token_count: Count }) }) });

const Body = z.object({
  /** OpenAI and those that follow it. */
  usage: z.object({ prompt_tokens: Count, total_tokens: Count }).optional().catch(undefined),
  /** Cohere. */
  meta: z
    .object({ billed_units: z.object({ input_tokens: Count }) })
    .optional()
    .catch(undefined),
  /** Gemini. */
  usageMetadata: z.object({ promptTokenCount: Count }).optional().catch(undefined),
  /** Vertex AI. */
  predictions: z.array(Prediction).optional().catch(undefined),
  /** Amazon's models on Bedrock. */
  inputTextTokenCount: Count,
  /** Ollama. */
  prompt_eval_count: Count,
});

/** Undefined when the server does not say. */
export function embeddedTokens(body: unknown, headers: Headers): number | undefined {
  const told = Body.safeParse(body).data;
  return (
    told?.usage?.prompt_tokens ??
    told?.usage?.total_tokens ??
    told?.meta?.billed_units.input_tokens ??
    told?.usageMetadata?.promptTokenCount ??
    sumOfAll(told?.predictions?.map((each) => each.embeddings.statistics.token_count)) ??
    told?.inputTextTokenCount ??
    told?.prompt_eval_count ??
    readCount(headers.get("x-amzn-bedrock-input-token-count"))
  );
}

/** Of some texts alone it would be too little. */
function sumOfAll(counts: readonly (number | undefined)[] = []): number | undefined {
  return counts.includes(undefined) ? undefined : counts.reduce(addTokens, undefined);
}
