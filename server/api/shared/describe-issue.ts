import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What is wrong and what would be right. Sentences that a schema gives of itself stay; zod's own are put in ours. */
export function describeIssue(issue: Issue): string {
  if (!isZodsOwn.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return describeType(issue.message);
    case "invalid_value":
      return `Should be ${oneOf(issue.values.map(String))}.`;
    case "invalid_union":
      return describeUnion(issue.errors) ?? issue.message;
    case "unrecognized_keys":
      return `There is no ${oneOf(issue.keys.map((key) => `“${key}”`))} here. Correct the name, or leave it out.`;
    case "too_big":
      return `${issue.inclusive === false ? "Less than" : "At most"} ${issue.maximum}${unitOf(issue.origin)}.`;
    case "too_small":
      return `${issue.inclusive === false ? "More than" : "At least"} ${issue.minimum}${unitOf(issue.origin)}.`;
    case "invalid_format":
      return issue.format === "datetime" ? "Should be a time such as 2026-01-31T12:00:00Z." : issue.message;
    default:
      return issue.message;
  }
}

const isZodsOwn = /^(Invalid |Unrecognized key|Too (big|small): )/;

function describeType(message: string): string {
  const [, expected, received] = /expected (.+), received (.+)$/.exec(message) ?? [];
  if (expected === undefined) return message;
  return received === "undefined" ? "Is missing." : `Should be of type ${expected}, not ${received}.`;
}

/** Each branch begins with what it would have wanted here: “should be a, or of type b”. */
function describeUnion(branches: readonly (readonly Issue[])[]): string | undefined {
  const wanted = branches.flatMap(([first]) => (first && first.path.length === 0 ? [describeIssue(first)] : []));
  const [one, ...others] = [...new Set(wanted)].map((words) => words.replace(/\.$/, ""));
  if (one === undefined) return undefined;
  return `${[one, ...others.map((words) => words.replace(/^Should/, "should"))].join(", or ")}.`;
}

function oneOf(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words.join();
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}
