import { graphOf, inputNode, node, outputNode, type Template, templateNode } from "./template.ts";

export const sortMessages: Template = {
  key: "sort-messages",
  name: "Sort incoming messages",
  description: "Tells orders, complaints and questions apart by meaning and answers each in its own way. Needs no key.",
  tags: ["routing", "no model key"],
  graph: graphOf(
    {
      ask: inputNode("Message", {
        name: "message",
        kind: "text",
        title: "Message",
        default: "The kettle I bought last week does not switch off any more.",
      }),
      sort: node("classify", "Which kind is it?", {
        classes: [
          { name: "order", description: "I would like to order three of these.\nPlease send me another box." },
          { name: "complaint", description: "It arrived broken.\nThis does not work, I want my money back." },
          { name: "question", description: "When do you open?\nHow long does delivery take?" },
        ],
        minScore: 0,
      }),
      order: templateNode("Thank for the order", "Thank you for your order. We confirm it today.\n\n> {{ message }}"),
      complaint: templateNode("Apologise", "We are sorry. We will look into it within a day.\n\n> {{ message }}"),
      question: templateNode("Promise an answer", "Good question. The answer follows soon.\n\n> {{ message }}"),
      join: node("merge", "First reply", { separator: "\n\n" }),
      done: outputNode(
        "Reply",
        { name: "reply", kind: "text", title: "Reply" },
        { name: "kind", kind: "text", title: "Kind of message" },
      ),
    },
    [
      ["ask.message", "sort.text"],
      ["sort.order", "order.message"],
      ["sort.complaint", "complaint.message"],
      ["sort.question", "question.message"],
      ["order.text", "join.values"],
      ["complaint.text", "join.values"],
      ["question.text", "join.values"],
      ["join.text", "done.reply"],
      ["sort.label", "done.kind"],
    ],
  ),
};
