import { type Example, edges } from "./example.ts";

export const answerAfterApproval: Example = {
  key: "answer-after-approval",
  name: "Answer after approval",
  description: "Drafts an answer from the handbook and waits until a person approves it, here or by a link.",
  uses: ["handbook"],
  graph: ({ handbook }) => ({
    schema: 1,
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "A customer's question",
        config: {
          fields: [
            {
              name: "question",
              kind: "text",
              title: "Question",
              description: "About Patchbay. The answer comes from its handbook.",
              default: "How do I cancel a run?",
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
      facts: {
        type: "prompt",
        version: 1,
        title: "Ask for facts",
        config: {
          template:
            "Answer the question using only the context below.\n\nContext:\n{{ context }}\n\nQuestion: {{ question }}",
        },
      },
      draft: {
        type: "chat-model",
        version: 1,
        title: "Draft the answer",
        config: { model: { provider: "built-in", model: "extractive-answerer" }, temperature: 0, maxTokens: 200 },
      },
      approve: {
        type: "approval",
        version: 1,
        title: "A person decides",
        config: {
          title: "Send this answer?",
          message: "Question: **{{ question }}**\n\nThis is the draft answer. Approve it, or reject it and say why.",
          expires: 72,
        },
      },
      output: {
        type: "output",
        version: 1,
        title: "Result",
        config: {
          fields: [
            { name: "answer", kind: "text", title: "Answer to send", optional: true },
            { name: "withheld", kind: "text", title: "Rejected answer", optional: true },
            { name: "comment", kind: "text", title: "Comment", optional: true },
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
  ["ask.question", "facts.question"],
  ["retrieve.context", "facts.context"],
  ["facts.prompt", "draft.prompt"],
  ["draft.reply", "approve.value"],
  ["ask.question", "approve.question"],
  ["approve.approved", "output.answer"],
  ["approve.refused", "output.withheld"],
  ["approve.comment", "output.comment"],
] as const;

const layout = {
  positions: {
    ask: { x: 0, y: 120 },
    retrieve: { x: 330, y: 0 },
    facts: { x: 660, y: 60 },
    draft: { x: 990, y: 60 },
    approve: { x: 1320, y: 140 },
    output: { x: 1650, y: 140 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -276,
      width: 578,
      height: 216,
      text: "## Answer after approval\nThe first half drafts an answer that quotes the handbook. Then the run waits at **A person decides**: for minutes or days, through restarts, and without using a worker.",
    },
    decide: {
      x: 1070,
      y: -256,
      width: 578,
      height: 246,
      text: "## Who decides, and where\nApprove or reject on the node, on the run's page, under **Waiting for you** on the home page, through the API, or with the link from **Copy approval link**, which needs no account.",
    },
    try: {
      x: 0,
      y: 380,
      width: 578,
      height: 184,
      text: "### Try this\n- Run it, close the browser, and decide later.\n- Reject with a comment: the draft leaves at the other port.\n- Set *Hours to decide* to a small number and let the time pass.",
    },
  },
};
