import { parseJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";

const mostStarts = 200;

/** Every JSON in a model's answer: the whole text, or objects and lists inside of sentences and fences, the longest first. */
export function jsonIn(text: string): Json[] {
  const whole = parse(text.trim());
  if (whole !== undefined) return [whole];
  const found: { text: string; value: Json }[] = [];
  let starts = 0;
  for (let at = 0; at < text.length && starts < mostStarts; at += 1) {
    if (text[at] !== "{" && text[at] !== "[") continue;
    starts += 1;
    const part = balanced(text, at);
    const value = part === undefined ? undefined : parse(part);
    if (part === undefined || value === undefined) continue;
    found.push({ text: part, value });
    at += part.length - 1;
  }
  return found.sort((a, b) => b.text.length - a.text.length).map(({ value }) => value);
}

/** From a brace to the one that closes it; braces inside of texts do not count. */
export function balanced(text: string, from: number): string | undefined {
  let depth = 0;
  let isText = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (isText && sign === "\\") at += 1;
    else if (sign === '"') isText = !isText;
    else if (isText) continue;
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth === 0) return text.slice(from, at + 1);
  }
  return undefined;
}

function parse(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
