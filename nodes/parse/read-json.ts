import { jsonrepair } from "jsonrepair";
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { hasProtoKey, protoKeyRefused } from "../../lib/values/proto-key.ts";
import { renameRepeatedKeys, repeatedKey } from "../../lib/values/repeated-keys.ts";
import { balanced } from "../models/json-in.ts";
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
  const value = valueIn(text) ?? parseJson(jsonrepair(text));
  // Words alone would be made a text: a guess, not a repair.
  if (typeof value !== "object" || value === null) throw new Error("there is no object or list in it.");
  return { value, above: [], repaired: true };
}

type Part = { text: string; value: Json };

/** Of several that stand there alone, as in JSON lines, a list. */
function valueIn(text: string): Json | undefined {
  const { parts, between } = partsIn(text);
  const [first, ...more] = parts.toSorted((a, b) => b.text.length - a.text.length);
  if (more.length > 0 && /^[\s,;]*$/.test(between)) return parts.map(({ value }) => value);
  return first?.value;
}

const mostStarts = 200;
/** What may be an object or a list, and no word in braces. */
const looksLikeJson = /^(\{\s*["'“‘`/\w$]|\[\s*[[{"'“‘\d-])/;

/** Objects and lists, each as a whole: what stands inside of one that is broken is a part of it. */
function partsIn(text: string): { parts: Part[]; between: string } {
  const parts: Part[] = [];
  let between = "";
  let starts = 0;
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    const part = (sign === "{" || sign === "[") && starts < mostStarts ? partAt(text, at) : undefined;
    if (sign === "{" || sign === "[") starts += 1;
    if (part) parts.push(part);
    else between += sign;
    at += part?.text.length ?? 1;
  }
  return { parts, between };
}

function partAt(text: string, at: number): Part | undefined {
  const part = balanced(text, at) ?? text.slice(at).replace(/\s*```\s*$/, "");
  const value = valid(part) ?? (looksLikeJson.test(part) ? mended(part) : undefined);
  return typeof value === "object" && value !== null ? { text: part, value } : undefined;
}

function valid(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function mended(text: string): Json | undefined {
  try {
    return parseJson(jsonrepair(text));
  } catch {
    return undefined;
  }
}

function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return `${text.replace(/[.\s]+$/, "")}.`;
}
