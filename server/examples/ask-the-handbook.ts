import { type Example, edges } from "./example.ts";

export const askTheHandbook: Example = {
  key: "ask-the-handbook",
  name: "Ask the handbook",
  description: "Answers a question from Patchbay's own handbook and shows its sources.",
  uses: ["handbook"],
  graph: ({ handbook }) => ({
    schema: 1,
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "Your question",
        config: {
          fields: [
            {
              name: "question",
              kind: "text",
              title: "Question",
              description: "Anything about Patchbay, in English.",
              default: "How do I stop Patchbay?",
            },
          ],
        },
      },
      retrieve: {
        type: "retriever",
        version: 1,
        title: "Find chunks",
        config: { collection: handbook, limit: 3, mode: "hybrid" },
      },
      prompt: {
        type: "prompt",
        version: 1,
        title: "Write the prompt",
        config: {
          template:
            "Answer the question using only the context below.\n\nContext:\n{{ context }}\n\nQuestion: {{ question }}",
        },
      },
      answer: {
        type: "chat-model",
        version: 1,
        title: "Answer",
        config: { model: { provider: "default", model: "" }, temperature: 0, maxTokens: 200 },
      },
      output: {
        type: "output",
        version: 1,
        title: "Answer and sources",
        config: {
          fields: [
            { name: "answer", kind: "text", title: "Answer" },
            { name: "sources", kind: "documents", title: "Sources" },
          ],
        },
      },
    },
    edges: edges(pairs),
    layout,
  }),
};

const pairs = [
  ["ask.question", "retrieve.query"],
  ["ask.question", "prompt.question"],
  ["retrieve.context", "prompt.context"],
  ["prompt.prompt", "answer.prompt"],
  ["answer.reply", "output.answer"],
  ["retrieve.documents", "output.sources"],
] as const;

const layout = {
  positions: {
    ask: { x: 0, y: 0 },
    retrieve: { x: 330, y: 240 },
    prompt: { x: 660, y: 0 },
    answer: { x: 990, y: 0 },
    output: { x: 1320, y: 130 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -256,
      width: 578,
      height: 211,
      text: "## Ask the handbook\nA question goes to the **Handbook** collection, which holds Patchbay's own documentation. The three chunks that match best become part of a prompt, and a language model answers from them.\n\nPress **Run** and ask something.",
    },
    why: {
      x: 660,
      y: -256,
      width: 578,
      height: 211,
      text: "## Why the sources are shown\nA model may be wrong. The output has the sources next to the answer, so that a reader can check it.\n\nThe built-in model is very small. Choose a larger one under *Settings → Models*: this pipeline uses the workspace's **default** model and follows the change.",
    },
    retrieval: {
      x: 0,
      y: 240,
      width: 290,
      height: 310,
      text: "### Try this\n- Ask the same thing in other words: the search is by meaning *and* by keywords.\n- Set **Chunks** to 1, or to 6 with a larger model.\n- Choose your own collection in **Find chunks**.",
    },
  },
};
