/** What an answer took, as OpenAI's chat completions and the servers that follow them say it. */
import { readTokenCount, type Usage } from "../../../../lib/models/usage.ts";
import { defined } from "../../../../lib/values/defined.ts";
import { type Fields, fields } from "../answers/answer-parts.ts";

/**
 * Some count what the model thought, or what came from the cache, beside the output or the input instead of in it: then it is
 * what their total has more, or it is more than what it would be a part of. A prompt of no tokens was not counted at all.
 */
export function chatUsage(usage: Fields): Usage {
  const details = fields(usage.prompt_tokens_details ?? usage.prompt_token_details ?? usage.input_tokens_details);
  const outDetails = fields(usage.completion_tokens_details ?? usage.output_tokens_details);
  const prompt = readTokenCount(usage.prompt_tokens ?? usage.input_tokens ?? usage.prompt_eval_count) || undefined;
  const said = readTokenCount(usage.completion_tokens ?? usage.output_tokens ?? usage.eval_count);
  const cached = readTokenCount(
    details.cached_tokens ??
      usage.prompt_cache_hit_tokens ??
      usage.num_cached_tokens ??
      usage.cached_tokens ??
      usage.cache_read_input_tokens,
  );
  const thought = readTokenCount(outDetails.reasoning_tokens ?? usage.reasoning_tokens);
  const isCounted = said !== undefined && (said > 0 || prompt !== undefined);
  const total = readTokenCount(usage.total_tokens);
  const beyond = total === undefined || prompt === undefined || said === undefined ? 0 : total - prompt - said;
  return defined({
    tokensIn: prompt === undefined ? undefined : prompt + beside(cached, { whole: prompt, beyond }),
    tokensOut: isCounted
      ? said + (hasDetails(cached, thought) ? beside(thought, { whole: said, beyond }) : Math.max(beyond, 0))
      : undefined,
    tokensCached: cached,
    tokensReasoning: thought,
  });
}

/** Google's compatible endpoint leaves thoughts out of the output, has them in the total, and tells no details. */
function hasDetails(cached: number | undefined, thought: number | undefined): boolean {
  return cached !== undefined || thought !== undefined;
}

/** How much of a count has to be added to what it should be a part of. */
function beside(count = 0, { whole, beyond }: { whole: number; beyond: number }): number {
  return count > 0 && (count === beyond || count > whole) ? count : 0;
}
