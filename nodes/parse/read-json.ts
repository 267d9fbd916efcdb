import { jsonrepair } from "jsonrepair";
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import { hasProtoKey, protoKeyRefused } from "../../lib/values/proto-key.ts";
import { renameRepeatedKeys, repeatedKey } from "../../lib/values/repeated-keys.ts";
import { jsonIn } from "../models/json-in.ts";
import type { Ask, Parsed } from "./parse.ts";

/**
 * With `repair`: an object or a list inside of other text is taken, the longest there is, and what is broken or cut off is
 * mended. Says whether it was.
 */
export function readJson(ask: Pick<Ask, "text" | "repair">): Parsed {
  const parsed = parsedJson(ask);
  if (hasProtoKey(parsed.value)) throw new Error(protoKeyRefused);
  return parsed;
}

function parsedJson({ text, repair }: Pick<Ask, "text" | "repair">): Parsed {
  try {
    const value = parseJson(text);
    const key = repeatedKey(text);
    if (key === undefined) return { value, above: [], repaired: false };
    if (!repair) throw new PatchbayError("bad_input", `“${key.slice(0, 60)}” is there twice in one object.`);
    return { value: parseJson(renameRepeatedKeys(text)), above: [], repaired: true };
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw new Error(thrown.userMessage);
    if (!repair)
      throw new Error(`${reasonOf(thrown)} Choose “repair” under “JSON that is not valid” to have it mended.`);
  }
  const [found] = jsonIn(text);
  const value = found ?? parseJson(jsonrepair(text));
  // Words alone would be made a text: a guess, not a repair.
  if (typeof value !== "object" || value === null) throw new Error("there is no object or list in it.");
  return { value, above: [], repaired: true };
}

function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return `${text.replace(/[.\s]+$/, "")}.`;
}
