/** The kinds of values that travel between ports, with the title, colour and shape that stand for each everywhere. */
import { z } from "zod";

export const portKinds = {
  text: { title: "Text", color: "indigo", shape: "circle" },
  number: { title: "Number", color: "teal", shape: "triangle" },
  boolean: { title: "Boolean", color: "lime", shape: "half-circle" },
  json: { title: "JSON", color: "violet", shape: "diamond-open" },
  message: { title: "Message", color: "blue", shape: "diamond" },
  messages: { title: "Messages", color: "blue", shape: "diamond" },
  document: { title: "Document", color: "green", shape: "square" },
  documents: { title: "Documents", color: "green", shape: "square" },
  vector: { title: "Vector", color: "cyan", shape: "bar" },
  file: { title: "File", color: "brown", shape: "bar-tall" },
  tool: { title: "Tool", color: "orange", shape: "cross" },
  any: { title: "Any", color: "grey", shape: "circle-open" },
} as const;

export type PortKind = keyof typeof portKinds;
const kindNames = [
  "text",
  "number",
  "boolean",
  "json",
  "message",
  "messages",
  "document",
  "documents",
  "vector",
  "file",
  "tool",
  "any",
] as const satisfies readonly PortKind[];
export const PortKind = z.enum(kindNames);
