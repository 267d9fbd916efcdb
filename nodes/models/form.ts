/** How models are asked to fill in a form. */
import type { BaseMessage } from "@langchain/core/messages";
import type { JsonSchema } from "../json-schema/json-schema.ts";
import { toConversation } from "./messages.ts";

export function formConversation(instructions: string, schema: JsonSchema, text: string): BaseMessage[] {
  return toConversation(formText(instructions, schema), [], text);
}

/** The system text of it. */
export function formText(instructions: string, schema: JsonSchema): string {
  return `${instructions}${schemaNote(schema)}`;
}

/** Servers hold the answer to the schema, but only a model that has seen it knows what its fields mean. */
function schemaNote(schema: JsonSchema): string {
  return `\n\nAnswer with JSON only, that fits this JSON Schema:\n${JSON.stringify(schema)}`;
}

/**
 * The same for the built-in model, which a schema in the prompt only confuses: the text first, then what to do, then the
 * keys. Found by trying; the order matters most.
 */
export function smallForm(system: string, schema: JsonSchema, text: string): { system: string; user: string } {
  const instructions = system.replace(schemaNote(schema), "").trim();
  const { properties } = schema;
  const keys = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  const named = keys.length === 0 ? "" : ` with the keys ${keys.map((key) => JSON.stringify(key)).join(", ")}`;
  return {
    system: "You extract data from text as JSON.",
    user: `Text: ${text}\n\n${instructions}\n\nAnswer with JSON${named}.`,
  };
}
