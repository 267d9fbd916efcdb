import type { Json } from "../values/json.ts";

/** The part of a step's tokens that is what a model thinks before and between its words. */
export const reasoningPart = "Reasoning";

/** The answer in a run's output: the first text of these fields, else of any. `text` may be a reference to a large value. */
export function answerIn(output: Readonly<Record<string, Json>>, fields: readonly string[] = []): Said | undefined {
  const values = [
    ...fields.flatMap((name) => (Object.hasOwn(output, name) ? [output[name]] : [])),
    ...Object.values(output),
  ];
  for (const value of values) {
    const said = saidBy(value);
    if (said) return said;
  }
  return undefined;
}

type Said = { text: string; reasoning?: string };

/** A text, or a message with what was thought before it; of messages the last. */
function saidBy(value: Json | undefined): Said | undefined {
  if (typeof value === "string") return { text: value };
  if (Array.isArray(value)) return isMessage(value.at(-1)) ? saidBy(value.at(-1)) : undefined;
  if (!isMessage(value)) return undefined;
  const { content, reasoning } = value;
  return { text: content, ...(typeof reasoning === "string" && reasoning !== "" ? { reasoning } : {}) };
}

function isMessage(value: Json | undefined): value is { content: string; reasoning?: Json } {
  return typeof value === "object" && value !== null && "role" in value && "content" in value
    ? typeof value.content === "string"
    : false;
}
