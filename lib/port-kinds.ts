/** The kinds of values that travel between ports, with the title, colour and shape that stand for each everywhere. */
import * as z from "zod";

export const PortKind = z.enum([
  "text",
  "number",
  "boolean",
  "json",
  "message",
  "messages",
  "document",
  "documents",
  "file",
  "any",
]);
export type PortKind = z.infer<typeof PortKind>;

export const portKinds = {
  text: { title: "Text", color: "indigo", shape: "circle" },
  number: { title: "Number", color: "teal", shape: "triangle" },
  boolean: { title: "Boolean", color: "lime", shape: "half-circle" },
  json: { title: "JSON", color: "violet", shape: "diamond-open" },
  message: { title: "Message", color: "blue", shape: "diamond" },
  messages: { title: "Messages", color: "blue", shape: "diamond" },
  document: { title: "Document", color: "green", shape: "square" },
  documents: { title: "Documents", color: "green", shape: "square" },
  file: { title: "File", color: "brown", shape: "bar-tall" },
  any: { title: "Any", color: "grey", shape: "circle-open" },
} as const satisfies Record<PortKind, { title: string; color: string; shape: string }>;
