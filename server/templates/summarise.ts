import { graphOf, inputNode, modelNode, outputNode, promptNode, type Template } from "./template.ts";

export const summarise: Template = {
  key: "summarise",
  name: "Summarise a text",
  description: "Makes three sentences of a long text, for a reader you describe.",
  tags: ["writing"],
  graph: graphOf(
    {
      ask: inputNode(
        "Text",
        { name: "text", kind: "text", title: "Text" },
        { name: "reader", kind: "text", title: "Reader", default: "someone who is new to the subject" },
      ),
      prompt: promptNode(
        "Write the prompt",
        "Summarise the text below in three sentences for {{ reader }}. Keep names and numbers as they are.\n\n{{ text }}",
      ),
      model: modelNode("Summarise"),
      done: outputNode("Summary", { name: "summary", kind: "text", title: "Summary" }),
    },
    [
      ["ask.text", "prompt.text"],
      ["ask.reader", "prompt.reader"],
      ["prompt.prompt", "model.prompt"],
      ["model.reply", "done.summary"],
    ],
  ),
};
