import { type Fields, fields } from "../answers/answer-parts.ts";

/**
 * Of several answers to one question the first. A number alone does not make another answer, because some servers count their
 * pieces with it: another answer stands beside the first in one piece, or begins without a word.
 */
export function firstChoice(): (listed: unknown) => Fields | undefined {
  let own: unknown;
  const others = new Set<unknown>();
  return (listed) => {
    if (!Array.isArray(listed) || listed.length === 0) return undefined;
    const choices = listed.map(fields);
    own ??= choices[0]?.index;
    for (const choice of choices)
      if (choice.index !== own && (choices.length > 1 || beginsSilently(choice))) others.add(choice.index);
    return choices.find(({ index }) => index === own) ?? choices.find(({ index }) => !others.has(index));
  };
}

function beginsSilently({ delta, finish_reason }: Fields): boolean {
  const { role, content, tool_calls } = fields(delta);
  return typeof role === "string" && (content ?? "") === "" && !tool_calls && !finish_reason;
}
