/**
 * What this tab knows of its submission: the key that makes it one, however often it is sent, and what came of it, so that a
 * page which is loaded again shows that and sends nothing. The key holds for the same answers alone: those that were changed
 * before they are sent again, or in a copy of the tab, must not be taken for the ones that have arrived.
 */
import * as z from "zod";
import type { Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { FormSent } from "../../lib/views/live/form-views.ts";

const Kept = z.object({
  key: z.string(),
  /** Of the answers that were sent under the key, whether they have arrived or not. */
  mark: z.string().optional(),
  sent: FormSent.optional(),
});
export type Kept = z.infer<typeof Kept>;

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
    // Without storage a page that is loaded again starts over.
  }
  return keep(address, { key: newKey() });
}

/** The key to send these answers under: that of before when they were tried already, and else one that no copy of the tab has. */
export function keyFor({ key, mark }: Kept, answers: Answers): Kept {
  const now = markOf(answers);
  return { key: mark === now ? key : newKey(), mark: now };
}

type Answers = { values: Values; files: ReadonlyMap<string, File> };

/** Tells answers apart without keeping them in the browser. */
function markOf({ values, files }: Answers): string {
  const told = [...files].map(([name, { name: file, size, lastModified }]) => [name, file, size, lastModified]);
  const text = stringifyJson([values, told]);
  // FNV-1a from two offsets: crypto.subtle is there with https only.
  let [one, two] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    two = Math.imul(two ^ text.charCodeAt(at), 0x85ebca6b);
  }
  return `${text.length}-${one >>> 0}-${two >>> 0}`;
}

export function keep(address: string, kept: Kept): Kept {
  try {
    sessionStorage.setItem(nameOf(address), JSON.stringify(kept));
  } catch {
    // As above.
  }
  return kept;
}
