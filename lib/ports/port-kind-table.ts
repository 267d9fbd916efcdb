/** The title, colour and shape that stand for each kind of values. Apart from the schema, so that a canvas loads no zod. */

export const kindNames = [
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
] as const;

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
} as const satisfies Record<(typeof kindNames)[number], { title: string; color: string; shape: string }>;
