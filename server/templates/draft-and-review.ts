import { graphOf, inputNode, modelNode, outputNode, promptNode, type Template } from "./template.ts";

export const draftAndReview: Template = {
  key: "draft-and-review",
  name: "Draft, review, rewrite",
  description: "One model call drafts, a second one criticises, a third one rewrites with that criticism.",
  tags: ["writing", "several models"],
  graph: graphOf(
    {
      ask: inputNode("Task", {
        name: "task",
        kind: "text",
        title: "What to write",
        default: "A friendly reminder that the library closes at six on Friday.",
      }),
      draft: promptNode("Ask for a draft", "Write this text:\n\n{{ task }}"),
      drafter: modelNode("Draft", 0.7),
      review: promptNode(
        "Ask for criticism",
        "Task: {{ task }}\n\nDraft:\n{{ draft }}\n\nName the three weakest points of the draft, one a line.",
      ),
      reviewer: modelNode("Review"),
      rewrite: promptNode(
        "Ask for a better one",
        "Task: {{ task }}\n\nDraft:\n{{ draft }}\n\nCriticism:\n{{ criticism }}\n\nWrite the final text. Answer with the text only.",
      ),
      writer: modelNode("Rewrite"),
      done: outputNode(
        "Result",
        { name: "text", kind: "text", title: "Text" },
        { name: "criticism", kind: "text", title: "Criticism of the draft" },
      ),
    },
    [
      ["ask.task", "draft.task"],
      ["draft.prompt", "drafter.prompt"],
      ["ask.task", "review.task"],
      ["drafter.reply", "review.draft"],
      ["review.prompt", "reviewer.prompt"],
      ["ask.task", "rewrite.task"],
      ["drafter.reply", "rewrite.draft"],
      ["reviewer.reply", "rewrite.criticism"],
      ["rewrite.prompt", "writer.prompt"],
      ["writer.reply", "done.text"],
      ["reviewer.reply", "done.criticism"],
    ],
  ),
};
