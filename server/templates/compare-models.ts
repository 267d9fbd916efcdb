import { graphOf, inputNode, modelNode, outputNode, type Template, templateNode } from "./template.ts";

export const compareModels: Template = {
  key: "compare-models",
  name: "Compare two models",
  description: "Asks two models the same question at once and lays their answers side by side.",
  tags: ["several models"],
  graph: graphOf(
    {
      ask: inputNode("Question", {
        name: "question",
        kind: "text",
        title: "Question",
        default: "Why is the sky blue? Answer in two sentences.",
      }),
      one: modelNode("First model"),
      two: modelNode("Second model", 0.9),
      table: templateNode("Side by side", "### First model\n\n{{ first }}\n\n### Second model\n\n{{ second }}"),
      done: outputNode("Both answers", { name: "answers", kind: "text", title: "Answers" }),
    },
    [
      ["ask.question", "one.prompt"],
      ["ask.question", "two.prompt"],
      ["one.reply", "table.first"],
      ["two.reply", "table.second"],
      ["table.text", "done.answers"],
    ],
  ),
};
