/**
 * How values go between a page and its server. tRPC reads and writes JSON itself, which would round whole numbers beyond
 * 2^53: what holds one goes as a text of JSON, in an object with one key, and everything else as it is.
 */
import { hasBigInt, parseJson, stringifyJson } from "./exact-json.ts";

const key = "exactJson";

export const exactTransformer = {
  serialize: (value: unknown): unknown =>
    hasBigInt(value) || textOf(value) !== undefined ? { [key]: stringifyJson(value) } : value,
  deserialize(value: unknown): unknown {
    const text = textOf(value);
    return text === undefined ? value : parseJson(text);
  },
};

/** The text of an object that is this key and nothing else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  return typeof value[key] === "string" && Object.keys(value).length === 1 ? value[key] : undefined;
}
