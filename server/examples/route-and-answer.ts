import { type Example, edges } from "./example.ts";

// Two worked examples teach a small model more than any instruction.
const replyTemplate = `Complaint: My parcel is three days late.
Reply: We are sorry that your parcel is three days late. We will look into it today.

Complaint: I bought a coffee machine and it leaks.
Reply: We are sorry that your coffee machine leaks. We will look into it today.

Complaint: {{ message }}
Reply:`;

export const routeAndAnswer: Example = {
  key: "route-and-answer",
  name: "Route and answer",
  description: "Classifies a message, then answers questions with quotes and complaints with a friendly note.",
  uses: ["handbook"],
  graph: ({ handbook }) => ({
    schema: 1,
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "A message",
        config: {
          fields: [
            {
              name: "message",
              kind: "text",
              title: "Message",
              description: "A question about Patchbay, or a complaint.",
              default: "The lamp I ordered on Monday arrived broken and I am very annoyed.",
            },
          ],
        },
      },
      route: {
        type: "classify",
        version: 1,
        title: "Question or complaint?",
        config: { classes },
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
      quote: {
        type: "chat-model",
        version: 1,
        title: "Quote the answer",
        config: { model: { provider: "built-in", model: "extractive-answerer" }, temperature: 0, maxTokens: 200 },
      },
      calm: {
        type: "prompt",
        version: 1,
        title: "Ask for kindness",
        config: { template: replyTemplate },
      },
      write: {
        type: "chat-model",
        version: 1,
        title: "Write a reply",
        config: {
          model: { provider: "default", model: "" },
          system: "You reply to complaints.",
          temperature: 0,
          maxTokens: 60,
        },
      },
      merge: { type: "merge", version: 1, title: "First answer", config: {} },
      output: {
        type: "output",
        version: 1,
        title: "Reply",
        config: {
          fields: [
            { name: "reply", kind: "text", title: "Reply" },
            { name: "route", kind: "text", title: "Class" },
          ],
        },
      },
    },
    edges: edges(pairs),
    layout,
  }),
};

const classes = [
  {
    name: "question",
    description:
      "How do I do this?\nWhat is a pipeline?\nCan I use my own model?\nWhere can I find the settings?\nWhich files can I upload?",
  },
  {
    name: "complaint",
    description:
      "I am unhappy with your service.\nThis is broken and I want my money back.\nI have waited for weeks and nobody answers.\nI am very disappointed.\nMy order arrived damaged.",
  },
];

const pairs = [
  ["ask.message", "route.text"],
  ["route.question", "retrieve.query"],
  ["route.question", "facts.question"],
  ["retrieve.context", "facts.context"],
  ["facts.prompt", "quote.prompt"],
  ["route.complaint", "calm.message"],
  ["calm.prompt", "write.prompt"],
  ["quote.reply", "merge.values"],
  ["write.reply", "merge.values"],
  ["merge.text", "output.reply"],
  ["route.label", "output.route"],
] as const;

const layout = {
  positions: {
    ask: { x: 0, y: 200 },
    route: { x: 330, y: 180 },
    retrieve: { x: 660, y: -80 },
    facts: { x: 990, y: 0 },
    quote: { x: 1320, y: 0 },
    calm: { x: 990, y: 420 },
    write: { x: 1320, y: 420 },
    merge: { x: 1650, y: 110 },
    output: { x: 1980, y: 240 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -96,
      width: 578,
      height: 226,
      text: "## Route and answer\n**Question or complaint?** compares the message with example sentences and sends it to the most similar branch. This needs no model key and no prompt.\n\nThe branch that is not taken is skipped, and **First answer** passes on the answer that arrives.",
    },
    models: {
      x: 990,
      y: -236,
      width: 578,
      height: 206,
      text: "## Two branches, two models\nA question needs facts: the **extractive answerer** quotes the handbook and invents nothing.\n\nA complaint needs a kind reply: the workspace's **default** language model writes one, after two examples in its prompt.",
    },
    try: {
      x: 0,
      y: 450,
      width: 578,
      height: 174,
      text: "### Try this\n- Ask *Can I use Ollama?*\n- Add a third class, *praise*, with a few sentences of its own: a port appears, and you connect it.",
    },
  },
};
