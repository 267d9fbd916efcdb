import { graphOf, inputNode, node, outputNode, type Template, templateNode } from "./template.ts";

const text = { type: "string" } as const;

export const fieldsFromText: Template = {
  key: "fields-from-text",
  name: "Fields from a letter",
  description: "Reads sender, date and request out of a letter as JSON, and writes a note for the file.",
  tags: ["data"],
  graph: graphOf(
    {
      ask: inputNode("Letter", {
        name: "letter",
        kind: "text",
        title: "Letter",
        default: "Dear all, please move my appointment of 3 March to the week after. Kind regards, Ines Alvarez",
      }),
      read: node("structured-output", "Read the fields", {
        model: { provider: "default", model: "" },
        instructions: "Fill in the fields from the letter. Leave a field empty when the letter does not say it.",
        schema: {
          type: "object",
          properties: {
            sender: { ...text, description: "Who wrote it" },
            date: { ...text, description: "The date it is about" },
            request: { ...text, description: "What is asked for, in a few words" },
          },
          required: ["sender", "request"],
        },
        temperature: 0,
        maxTokens: 400,
      }),
      note: templateNode(
        "Write the note",
        "**{{ fields.sender }}** asks: {{ fields.request }}{% if fields.date %} ({{ fields.date }}){% endif %}",
      ),
      done: outputNode(
        "For the file",
        { name: "note", kind: "text", title: "Note" },
        { name: "fields", kind: "json", title: "Fields" },
      ),
    },
    [
      ["ask.letter", "read.text"],
      ["read.json", "note.fields"],
      ["note.text", "done.note"],
      ["read.json", "done.fields"],
    ],
  ),
};
