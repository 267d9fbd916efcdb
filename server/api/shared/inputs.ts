/** Parts of inputs that several procedures share. */
import { z } from "zod";

export const Id = z.string().min(1).max(64);
/** owner, editor, viewer, or the id of a role of the workspace's own. */
export const RoleChoice = z.string().min(1).max(64);
/** A value over 64 kB: the hash that its reference names. */
export const BlobId = z.string().min(1).max(128);
/** Of a text that is trimmed and may not be empty: JSON Schema has no other words for it. */
const visible = { pattern: "\\S" };
export const Name = z.string().trim().min(1, "Give it a name.").max(120).meta(visible);
export const Description = z.string().max(2000);
/** Words to sort by: what differs in letter case only is one word. */
export const Tags = z
  .array(
    z.string().trim().min(1, "A tag has at least one letter.").max(32, "A tag has at most 32 letters.").meta(visible),
  )
  .max(12, "A pipeline has at most 12 tags.")
  .transform((tags) => [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()]);
export const Note = z.string().trim().max(500);
export const Email = z.email("This is not an email address.").max(200);
export const Password = z.string().min(10, "A password has at least 10 characters.").max(200);
export const Token = z.string().min(1).max(200);
export const FutureTime = z.iso
  .datetime({ offset: true })
  .refine((time) => Date.parse(time) > Date.now(), "This time is already over. Choose one in the future.");

/** What a procedure answers that has nothing to say. */
export const done = { ok: true } as const;

export function asDate(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
