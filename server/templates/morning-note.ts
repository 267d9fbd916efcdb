import { graphOf, modelNode, node, outputNode, promptNode, type Template } from "./template.ts";

export const morningNote: Template = {
  key: "morning-note",
  name: "Write a note every morning",
  description:
    "Starts by itself on working days, once it is published and switched on. Until then it runs from a test event.",
  tags: ["writing", "schedule"],
  graph: graphOf(
    {
      clock: node("schedule", "Each working day", { when: "0 8 * * MON-FRI", timeZone: "Europe/Berlin" }),
      prompt: promptNode(
        "Write the prompt",
        "Write a friendly note of two sentences that opens the working day of a small team. It is {{ localTime }}.",
      ),
      model: modelNode("Write the note", 0.7),
      done: outputNode("Note", { name: "note", kind: "text", title: "Note" }),
    },
    [
      ["clock.localTime", "prompt.localTime"],
      ["prompt.prompt", "model.prompt"],
      ["model.reply", "done.note"],
    ],
  ),
};
