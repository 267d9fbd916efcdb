import { jsonrepair } from "jsonrepair";
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { hasProtoKey, protoKeyRefused } from "../../lib/values/keys/proto-key.ts";
import { renameRepeatedKeys, repeatedKey } from "../../lib/values/keys/repeated-keys.ts";
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

/** `isMeant`: it is valid as it is, or begins as JSON does; else it may be a remark in braces. */
type Part = { text: string; value: Json; isMeant: boolean };

/** Of several that stand there alone, as in JSON lines, a list. */
function valueIn(text: string): Json | undefined {
  const { parts, between } = partsIn(text);
  const [first, ...more] = parts.toSorted(
    (a, b) => Number(b.isMeant) - Number(a.isMeant) || b.text.length - a.text.length,
  );
  if (more.length > 0 && /^[\s,;]*$/.test(between)) return parts.map(({ value }) => value);
  return first?.value;
}

const mostStarts = 200;
/** Each of those that never close is mended to the end of the text, which takes long in long texts, such as a program. */
const mostOpen = 5;
/** With a key in quotes, or a list of what is no number: so begins no remark. */
const beginsAsJson = /^(\{\s*(["'])[^"'\n]*\2\s*:|\[\s*[[{"])/;
/** What may be an object or a list, and no word in braces. */
const looksLikeJson = /^(\{\s*["'“‘`/\w$]|\[\s*[[{"'“‘\d-])/;

/** Objects and lists, each as a whole: what stands inside of one that is broken is a part of it. */
function partsIn(text: string): { parts: Part[]; between: string } {
  const parts: Part[] = [];
  let between = "";
  let [starts, open] = [0, 0];
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    const isStart = (sign === "{" || sign === "[") && starts < mostStarts;
    const closed = isStart ? balanced(text, at) : undefined;
    if (isStart) starts += 1;
    if (isStart && closed === undefined) open += 1;
    const piece = closed ?? (isStart && open <= mostOpen ? withoutFence(text.slice(at)) : undefined);
    const part = piece === undefined ? undefined : partOf(piece);
    if (part) parts.push(part);
    else between += sign;
    at += part?.text.length ?? 1;
  }
  return { parts, between };
}

/** Without a pattern: one for the space before the end tries each place of a long space anew. */
function withoutFence(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith("```") ? trimmed.slice(0, -3).trimEnd() : text;
}

function partOf(part: string): Part | undefined {
  const whole = valid(part);
  const value = whole ?? (looksLikeJson.test(part) ? mended(part) : undefined);
  if (typeof value !== "object" || value === null) return undefined;
  // A list of one number or word, such as [12], may be a reference.
  const isReference = Array.isArray(whole) && whole.length < 2 && typeof whole[0] !== "object";
  return { text: part, value, isMeant: whole === undefined ? beginsAsJson.test(part) : !isReference };
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
