import { longestMessage } from "../../lib/chat/longest-message.ts";
import { formatCount } from "../ui/text/format.ts";

/** What to do about a message that is longer than the server takes: a box that cuts it off would lose its end without a word. */
export function whyTooLong(text: string): string | undefined {
  const { length } = text.trim();
  if (length <= longestMessage) return undefined;
  return `A message may have ${formatCount(longestMessage)} characters; this one has ${formatCount(length)}.`;
}
