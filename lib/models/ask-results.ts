/** How asking one model may end. */
export const askResults = [
  "complete",
  "cut",
  "filtered",
  "refused",
  "broken_off",
  "empty",
  "busy",
  "slow",
  "unusable",
  "not_accepted",
  "over_budget",
  "failed",
] as const;
export type AskResult = (typeof askResults)[number];

export const askResultTitles: Readonly<Record<AskResult, string>> = {
  complete: "Complete",
  cut: "Cut at the limit of tokens",
  filtered: "Stopped by a content filter",
  refused: "Refused to answer",
  broken_off: "Broke off",
  empty: "Empty answer",
  busy: "Busy, or not reached",
  slow: "Too slow",
  unusable: "Key, model or address refused",
  not_accepted: "Request not accepted, such as too long a text",
  over_budget: "Over a budget",
  failed: "Any other error",
};
