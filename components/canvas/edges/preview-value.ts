import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { countOf } from "../../ui/text/format.ts";
import { plainText } from "../overview/plain-text.ts";

/** A value in a few characters, as an edge's badge shows it. */
export function previewValue(value: Json): string {
  if (Array.isArray(value)) return countOf(value.length, "item");
  if (typeof value === "object" && value !== null) {
    if (typeof value.preview === "string" && typeof value.$blob === "string") return clip(value.preview);
    if (typeof value.content === "string") return clip(value.content);
    if (typeof value.text === "string") return clip(value.text);
    return clip(stringifyJson(value));
  }
  return value === "" ? "empty" : clip(String(value));
}

function clip(text: string): string {
  // A text of several lines is read as Markdown everywhere else, too; a single line may be a value such as “- 5”.
  const line = text.trim().includes("\n") ? plainText(text) : text.replace(/\s+/g, " ").trim();
  return line.length > 22 ? `${line.slice(0, 21).trimEnd()}…` : line;
}
