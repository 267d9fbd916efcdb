import { graphOf, inputNode, node, outputNode, type Template, templateNode } from "./template.ts";

export const checkAnAmount: Template = {
  key: "check-an-amount",
  name: "Check an amount",
  description: "Sends a number to one of two branches and reports the decision. Runs in milliseconds, without a model.",
  tags: ["routing", "no model key"],
  graph: graphOf(
    {
      ask: inputNode("Amount", { name: "amount", kind: "number", title: "Amount", default: 120 }),
      test: node("condition", "More than 100?", { expression: "$", test: "is greater than", to: "100" }),
      large: templateNode("Large", "{{ amount }} is a large amount: a second person must check it."),
      small: templateNode("Small", "{{ amount }} is fine as it is."),
      join: node("merge", "First result", { separator: "\n\n" }),
      done: outputNode("Decision", { name: "decision", kind: "text", title: "Decision" }),
    },
    [
      ["ask.amount", "test.value"],
      ["test.then", "large.amount"],
      ["test.else", "small.amount"],
      ["large.text", "join.values"],
      ["small.text", "join.values"],
      ["join.text", "done.decision"],
    ],
  ),
};
