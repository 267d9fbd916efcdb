import { graphOf, modelNode, node, outputNode, type Template } from "./template.ts";

export const chatWithMemory: Template = {
  key: "chat-with-memory",
  name: "Chat with memory",
  description: "A chat that remembers what was said and takes a file with a message.",
  tags: ["chat"],
  graph: graphOf(
    {
      ask: node("input", "Message", {
        fields: [
          { name: "question", kind: "text", title: "Message" },
          { name: "history", kind: "messages", title: "History", default: [] },
          { name: "file", kind: "file", title: "File", optional: true },
        ],
      }),
      memory: node("chat-memory", "Last messages", { keep: "the last messages", messages: 10 }),
      answer: modelNode("Answer", 0.5),
      done: outputNode("Reply", { name: "reply", kind: "text", title: "Reply" }),
    },
    [
      ["ask.question", "answer.prompt"],
      ["ask.history", "memory.history"],
      ["ask.file", "answer.files"],
      ["memory.messages", "answer.history"],
      ["answer.reply", "done.reply"],
    ],
    {
      ask: { x: 0, y: 0 },
      memory: { x: 330, y: 150 },
      answer: { x: 660, y: 0 },
      done: { x: 990, y: 0 },
    },
  ),
};
