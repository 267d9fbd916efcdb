import { z } from "zod";
import { longestMessage } from "../../../lib/chat/longest-message.ts";
import { FileRef } from "../../../lib/values/values.ts";
import { Rating } from "../../../lib/views/chat-views.ts";
import { Id, Name } from "../shared/inputs.ts";

/** Parts of inputs that the conversations of members and those of visitors share. */
export const Title = Name;
export const Search = z.string().max(200).optional().meta({ description: "Words in the title or in a question." });

export const NewMessage = z.strictObject({
  id: Id,
  text: z
    .string()
    .trim()
    .min(1, "Write a message.")
    .max(longestMessage, `A message has at most ${longestMessage.toLocaleString("en-US")} characters.`)
    .meta({ pattern: "\\S" }),
  parentId: Id.nullable().optional().meta({
    description:
      "The turn that the message follows, which edits and further answers need; null to start again. Without it, the newest.",
  }),
  asNext: z.boolean().optional().meta({
    description: "Refuse the message when another turn follows that one already, because two have written at once.",
  }),
});

export const Files = z.array(FileRef).max(20).optional().meta({
  description: "Uploaded files, for the file fields of the Input node in their order.",
});

export const FeedbackGiven = z.strictObject({
  rating: Rating.nullable().meta({ description: "null takes the feedback back." }),
  note: z.string().trim().max(2000).default(""),
});
export type FeedbackGiven = z.infer<typeof FeedbackGiven>;

export function feedbackOf({ rating, note }: FeedbackGiven) {
  return rating === null ? null : { rating, note };
}
