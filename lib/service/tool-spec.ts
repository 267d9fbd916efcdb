/** What a model is told of a tool: a name that every provider takes, and a JSON Schema for each kind of port. */
import type { PortKind } from "../ports/port-kinds.ts";
import type { PlainJson } from "../values/json.ts";

type Schema = { [key: string]: PlainJson };

const text: Schema = { type: "string" };
const message: Schema = {
  type: "object",
  properties: { role: { enum: ["user", "assistant"] }, content: text },
  required: ["role", "content"],
};
const document: Schema = { type: "object", properties: { text }, required: ["text"] };

/** What a model may pass for each kind of port. */
export const toolSchemas: Record<PortKind, Schema> = {
  text,
  number: { type: "number" },
  boolean: { type: "boolean" },
  json: {},
  any: {},
  message,
  messages: { type: "array", items: message },
  document,
  documents: { type: "array", items: document },
  file: { type: "object", description: "A file, as another tool has returned it." },
};

/** Of a title; empty when nothing of it is left. */
export function toolNameOf(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 48);
}
