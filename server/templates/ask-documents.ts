import { askDocumentsKey } from "../../lib/documents/adding-documents.ts";
import { graphOf, inputNode, modelNode, node, outputNode, promptNode, type Template } from "./template.ts";

/** The canvas begins with it when it is empty and is given documents; its Retriever then searches them. */
export const askDocuments: Template = {
  key: askDocumentsKey,
  name: "Ask your documents",
  description:
    "Answers questions from your own files and shows the passages that it used. Add the files at “Find passages”.",
  tags: ["documents"],
  graph: graphOf(
    {
      ask: inputNode("Question", { name: "question", kind: "text", title: "Question" }),
      find: node("retriever", "Find passages", { limit: 3, mode: "hybrid" }),
      prompt: promptNode(
        "Write the prompt",
        "Answer the question using only the context below. If the context does not answer it, say so.\n\nContext:\n{{ context }}\n\nQuestion: {{ question }}",
      ),
      answer: modelNode("Answer", 0),
      done: outputNode(
        "Answer and sources",
        { name: "answer", kind: "text", title: "Answer" },
        { name: "sources", kind: "documents", title: "Sources" },
      ),
    },
    [
      ["ask.question", "find.query"],
      ["find.context", "prompt.context"],
      ["ask.question", "prompt.question"],
      ["prompt.prompt", "answer.prompt"],
      ["answer.reply", "done.answer"],
      ["find.documents", "done.sources"],
    ],
    {
      ask: { x: 0, y: 0 },
      find: { x: 330, y: 190 },
      prompt: { x: 660, y: 0 },
      answer: { x: 990, y: 0 },
      done: { x: 1320, y: 130 },
    },
  ),
};
