import type { AnswerOutcome } from "../../../../lib/models/usage.ts";

/**
 * The reasons of many servers, by what they speak of: vLLM's abort, DeepSeek's insufficient_system_resource, Zhipu's sensitive,
 * Google's “function_call_filter: MALFORMED_FUNCTION_CALL”, which no filter has stopped. The first that fits counts.
 */
const endings: readonly (readonly [RegExp, AnswerOutcome])[] = [
  [/malformed|tool_use_failed|unexpected_tool/i, "broken_off"],
  [/filter|safety|sensitive|toxic|recitation|prohibited|block|moderation|guardrail|spii/i, "filtered"],
  [/refus/i, "refused"],
  [/error|abort|cancel|interrupt|insufficient|time|load|fail|pause|repetition|disconnect|exception/i, "broken_off"],
  [/length|max|limit|context|truncat/i, "cut"],
];

/** Stop, end_turn, tool_calls, eos and what is not known are the end of a whole answer. */
export function outcomeOf(reason: string): AnswerOutcome {
  return endings.find(([words]) => words.test(reason))?.[1] ?? "complete";
}
