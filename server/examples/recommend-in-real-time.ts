import { demoExample, demoStores, demoTopics } from "../../lib/demo/demo-names.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import { type Example, edges } from "./example.ts";

/** How much an interaction counts in the profile; a kind that is not listed counts 1. */
const weights = `kind = "liked" ? 5 : kind = "read" ? 3 : 1`;

const askTemplate = `A reader {{ event.kind }} the book “{{ event.item }}”.

Book: {{ books[0].metadata.heading }}. {{ books[0].text }}

In one short sentence, tell the reader why they may like this book.`;

const listTemplate = `{"items": [{% for book in books %}
  {
    "title": {{ book.metadata.heading | json }},
    "score": {{ book.score | round: 3 }},
    "why": {% if forloop.first %}{{ why | strip | json }}{% else %}{{ book.text | split: " By " | first | json }}{% endif %}
  }{% unless forloop.last %},{% endunless %}{% endfor %}
]}`;

type Nodes = Graph["nodes"];

export const recommendInRealTime: Example = {
  key: demoExample,
  name: "Recommendations in real time",
  description: "Each interaction of a reader with a book changes their profile, and what is recommended to them next.",
  uses: ["books"],
  graph: ({ books }) => ({
    schema: 1,
    nodes: { ...profileNodes(books), ...reasonNodes, ...servedNodes },
    edges: edges(pairs),
    layout,
  }),
};

const testEvent = {
  ...{ key: "reader-1", headers: {}, topic: demoTopics.interactions, partition: 0, offset: 0, tombstone: false },
  timestamp: "2027-01-04T09:00:00.000Z",
  value: { user: "reader-1", item: "Dracula", kind: "liked", time: "2027-01-04T09:00:00.000Z" },
};

function profileNodes(books: string): Nodes {
  return {
    interaction: {
      type: "topic-trigger",
      version: 1,
      title: "An interaction",
      config: { topic: demoTopics.interactions, testEvent },
    },
    book: {
      type: "look-up",
      version: 1,
      title: "The book's vector",
      config: { collection: books, value: "{{ event.item }}", missing: "fail" },
    },
    weight: {
      type: "transform",
      version: 1,
      title: "How much it counts",
      config: { expression: weights },
    },
    when: {
      type: "template",
      version: 1,
      title: "When it happened",
      config: { template: "{{ event.time | default: published }}" },
    },
    profile: {
      type: "state",
      version: 1,
      title: "The reader's profile",
      config: { store: demoStores.profiles, key: "{{ event.user }}", operation: "mean", halfLifeSeconds: 86_400 },
    },
    history: {
      type: "state",
      version: 1,
      title: "What the reader knows",
      config: { store: demoStores.history, key: "{{ event.user }}", operation: "append", limit: 100 },
    },
    nearest: {
      type: "nearest",
      version: 1,
      title: "Nearest unknown books",
      config: { collection: books, limit: 5, excludeBy: "heading", excludeField: "item" },
    },
  };
}

const reasonNodes: Nodes = {
  explain: {
    type: "condition",
    version: 1,
    title: "With a model's sentence?",
    config: { expression: "explain", test: "is true" },
  },
  ask: { type: "template", version: 1, title: "Ask why", config: { template: askTemplate } },
  sentence: {
    type: "chat-model",
    version: 1,
    title: "One-line reason",
    config: {
      model: { provider: "default", model: "" },
      system: "You recommend books in one short sentence.",
      temperature: 0,
      maxTokens: 60,
    },
  },
  plain: {
    type: "template",
    version: 1,
    title: "Plain reason",
    config: { template: "Because you {{ event.kind }} “{{ event.item }}”." },
  },
  why: { type: "merge", version: 1, title: "The reason", config: {} },
};

const servedNodes: Nodes = {
  list: { type: "template", version: 1, title: "Write the list", config: { template: listTemplate } },
  recommendation: {
    type: "set-fields",
    version: 1,
    title: "Note the time",
    config: { fields: [{ name: "updatedAt", kind: "text", from: "expression", value: "$now()" }] },
  },
  keep: {
    type: "state",
    version: 1,
    title: "Keep for the site",
    config: { store: demoStores.recommendations, key: "{{ event.user }}", operation: "set" },
  },
  tell: {
    type: "publish",
    version: 1,
    title: "Tell others",
    config: { topic: demoTopics.recommendations, key: "{{ event.user }}" },
  },
};

const pairs = [
  ["interaction.value", "book.event"],
  ["interaction.value", "weight.value"],
  ["interaction.value", "when.event"],
  ["interaction.timestamp", "when.published"],
  ["interaction.value", "profile.event"],
  ["book.vector", "profile.value"],
  ["weight.result", "profile.weight"],
  ["when.text", "profile.time"],
  ["interaction.value", "history.event"],
  ["interaction.value", "history.value"],
  ["profile.vector", "nearest.vector"],
  ["history.value", "nearest.exclude"],
  ["interaction.value", "explain.value"],
  ["explain.then", "ask.event"],
  ["nearest.documents", "ask.books"],
  ["ask.text", "sentence.prompt"],
  ["explain.else", "plain.event"],
  ["sentence.reply", "why.values"],
  ["plain.text", "why.values"],
  ["nearest.documents", "list.books"],
  ["why.first", "list.why"],
  ["list.text", "recommendation.value"],
  ["interaction.value", "keep.event"],
  ["recommendation.value", "keep.value"],
  ["interaction.value", "tell.event"],
  ["recommendation.value", "tell.value"],
] as const;

const layout = {
  positions: {
    interaction: { x: 0, y: 220 },
    book: { x: 330, y: 0 },
    weight: { x: 330, y: 220 },
    when: { x: 330, y: 440 },
    profile: { x: 660, y: 110 },
    history: { x: 660, y: 440 },
    nearest: { x: 990, y: 220 },
    explain: { x: 990, y: 560 },
    ask: { x: 1320, y: 340 },
    sentence: { x: 1650, y: 340 },
    plain: { x: 1320, y: 660 },
    why: { x: 1980, y: 560 },
    list: { x: 2310, y: 220 },
    recommendation: { x: 2640, y: 220 },
    keep: { x: 2970, y: 110 },
    tell: { x: 2970, y: 400 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -306,
      width: 578,
      height: 256,
      text: "## Recommendations in real time\nA site publishes what its readers do to the topic **interactions**: `{user, item, kind, time}`, with the title of a book as the item. Each event is one run, and those of one reader follow each other.\n\nOpen [the demo](/demo/recommendations) to switch it on and watch it, or run `npm run demo:interactions`.",
    },
    profile: {
      x: 660,
      y: -226,
      width: 578,
      height: 236,
      text: "## A profile is a mean of vectors\nThe vector of the book goes into the reader's **profile**: a liked book counts five times as much as one that was only viewed, and all of it half as much after a day.\n\nThe books nearest to the profile, without those that the reader knows, are the recommendations.",
    },
    why: {
      x: 1320,
      y: 60,
      width: 578,
      height: 206,
      text: "## A model only where it is asked for\nAn event with `explain: true` has the default model write one line why. All others get a plain reason at once, so that a recommendation is there within milliseconds.",
    },
    served: {
      x: 2310,
      y: -86,
      width: 578,
      height: 186,
      text: "## Served by the API\n`GET /api/v1/stores/recommendations/{user}` answers with what is kept here. The topic **recommendations** tells other systems of each change.",
    },
  },
};
