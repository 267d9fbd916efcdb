import { type Example, edges } from "./example.ts";

const inputs = [
  {
    name: "review",
    kind: "text",
    title: "Review",
    description: "What one customer wrote.",
    default: "The kettle is lovely and boils in a minute. I use it every day.",
  },
];
const outputs = [
  { name: "review", kind: "text", title: "Review" },
  { name: "verdict", kind: "text", title: "Verdict" },
  { name: "topic", kind: "text", title: "About" },
];

/** What pipelines see of it that run it inside themselves: an input with a default need not be given. */
export const judgeInterface = {
  name: "Judge a review",
  inputs: inputs.map((field) => ({ ...field, optional: true })),
  outputs,
};

const verdicts = [
  {
    name: "praise",
    description:
      "I love it.\nIt works perfectly and I am very happy with it.\nExcellent quality, I recommend it to everybody.\nIt arrived early and well packed.\nGreat value, worth every penny and more.\nVery cheap and very good.\nThe staff were friendly and solved my problem at once.",
  },
  {
    name: "complaint",
    description:
      "I am very disappointed.\nIt broke after a week.\nIt does not work at all.\nIt arrived late and damaged.\nNobody answers my messages.\nFar too expensive for what it is.\nI want my money back.",
  },
];

const topics = [
  {
    name: "delivery",
    description:
      "The parcel arrived late.\nDelivery was fast.\nIt came well packed.\nThe box was damaged on the way.\nShipping took three weeks.",
  },
  {
    name: "quality",
    description:
      "It broke after a few days.\nWell made and solid.\nIt stopped working.\nThe material feels cheap.\nIt does its job perfectly every day.",
  },
  {
    name: "price",
    description:
      "It costs too much.\nGood value for the money.\nA bargain.\nI found it cheaper elsewhere.\nOverpriced for what it is.",
  },
  {
    name: "service",
    description:
      "Customer service never answered.\nThe staff were friendly and helpful.\nNobody replied to my email.\nSupport solved my problem at once.\nThe person on the phone was rude.",
  },
];

/** The body of “Reviews to a table”, and a pipeline of its own. */
export const judgeAReview: Example = {
  key: "judge-a-review",
  name: judgeInterface.name,
  description: "Classifies one review: praise or complaint, and its topic.",
  uses: [],
  graph: () => ({
    schema: 1,
    nodes: {
      ask: { type: "input", version: 1, title: "One review", config: { fields: inputs } },
      verdict: { type: "classify", version: 1, title: "Praise or complaint?", config: { classes: verdicts } },
      topic: { type: "classify", version: 1, title: "What is it about?", config: { classes: topics } },
      output: { type: "output", version: 1, title: "Verdict", config: { fields: outputs } },
    },
    edges: edges([
      ["ask.review", "verdict.text"],
      ["ask.review", "topic.text"],
      ["ask.review", "output.review"],
      ["verdict.label", "output.verdict"],
      ["topic.label", "output.topic"],
    ]),
    layout: {
      positions: {
        ask: { x: 0, y: 120 },
        verdict: { x: 330, y: 0 },
        topic: { x: 330, y: 300 },
        output: { x: 660, y: 120 },
      },
      groups: {},
      notes: {
        what: {
          x: 0,
          y: -266,
          width: 578,
          height: 226,
          text: "## Judge a review\nTwo **Classify** nodes compare a review with example sentences, side by side: one says whether it is praise or a complaint, the other what it is about. That needs no prompt and no model key.\n\n**Reviews to a table** runs this pipeline for every review of a list.",
        },
        try: {
          x: 660,
          y: 360,
          width: 578,
          height: 174,
          text: "### Try this\n- Give it *It cost twice what it is worth.*\n- Add a class, *suggestion*, with a few sentences of its own, and publish: the table has it from its next run on.",
        },
      },
    },
  }),
};
