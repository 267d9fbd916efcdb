import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";

const maxItems = 100_000;

/** An item that failed, as “Errors” lists it. `index` counts from 0. */
export type ItemError = { index: number; code: string; message: string };

/** Throws `bad_input` when it is no list, saying what came instead, and `too_large` for too many items. */
export function listOf(items: Json | undefined): Json[] {
  if (!Array.isArray(items)) {
    throw new PatchbayError("bad_input", `“Items” should be a list, not ${whatIs(items)}. Connect a list to it.`);
  }
  if (items.length > maxItems) {
    const words = `A map takes at most ${maxItems.toLocaleString("en")} items, and this list has ${items.length.toLocaleString("en")}. Split it first.`;
    throw new PatchbayError("too_large", words);
  }
  return items;
}

function whatIs(value: Json | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "object") return `an object with ${Object.keys(value).slice(0, 5).join(", ") || "no keys"}`;
  const text = String(value);
  return `the ${typeof value === "string" ? "text" : typeof value} “${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

/** An item's failure: what to throw when it ends the map, and what to keep when it does not. */
export function itemFailed(thrown: unknown, index: number, count: number): { thrown: PatchbayError; kept: ItemError } {
  const { code, userMessage } = asPatchbayError(thrown, "");
  const error = new PatchbayError(code, `Item ${index + 1} of ${count}: ${userMessage}`, { cause: thrown });
  return { thrown: error, kept: { index, code, message: userMessage } };
}
