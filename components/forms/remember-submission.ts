/**
 * What this tab knows of its submission: the key that makes it one, however often it is sent, and what came of it, so that a
 * page which is loaded again shows that and sends nothing.
 */
import * as z from "zod";
import { FormSent } from "../../lib/views/form-views.ts";

const Kept = z.object({ key: z.string(), sent: FormSent.optional() });
type Kept = z.infer<typeof Kept>;

/** 128 random bits. Works without https too, unlike crypto.randomUUID. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const nameOf = (address: string) => `patchbay-form ${address}`;

export function readKept(address: string): Kept {
  try {
    const kept = Kept.safeParse(JSON.parse(sessionStorage.getItem(nameOf(address)) ?? "null"));
    if (kept.success) return kept.data;
  } catch {
    // Without storage a page that is loaded again begins anew.
  }
  return keep(address, { key: newKey() });
}

export function keep(address: string, kept: Kept): Kept {
  try {
    sessionStorage.setItem(nameOf(address), JSON.stringify(kept));
  } catch {
    // As above.
  }
  return kept;
}
