import { type Example, edges } from "./example.ts";

const whyTemplate = `A reader likes: {{ likes.likes | join: ", " }}

Book: {{ books[0].metadata.heading }}. {{ books[0].text }}

In one sentence, tell the reader why they will like this book.`;

const cardTemplate = `**{{ books[0].metadata.heading }}**
{{ books[0].text }}

{{ why }}`;

export const recommendABook: Example = {
  key: "recommend-a-book",
  name: "From a review to a recommendation",
  description: "Reads a book review, finds what the reader likes, and recommends an old book with a one-line reason.",
  uses: ["books"],
  graph: ({ books }) => ({
    schema: 1,
    nodes: {
      review: {
        type: "input",
        version: 1,
        title: "A review",
        config: {
          fields: [
            {
              name: "review",
              kind: "text",
              title: "Review",
              description: "What a reader wrote about a book.",
              default:
                "I loved the storms at sea, the strange island and the hunt for treasure. The captain was charming and wicked at once.",
            },
          ],
        },
      },
      likes: {
        type: "structured-output",
        version: 1,
        title: "What the reader likes",
        config: {
          model: { provider: "default", model: "" },
          instructions: "Extract the key phrases from this text.",
          schema: likesSchema,
          temperature: 0,
          maxTokens: 200,
        },
      },
      query: {
        type: "template",
        version: 1,
        title: "Search words",
        config: { template: '{{ likes.likes | join: ", " }}. {{ review }}' },
      },
      nearest: {
        type: "retriever",
        version: 1,
        title: "Nearest books",
        config: { collection: books, limit: 3, mode: "vector" },
      },
      ask: { type: "template", version: 1, title: "Ask why", config: { template: whyTemplate } },
      why: {
        type: "chat-model",
        version: 1,
        title: "One-line reason",
        config: {
          model: { provider: "default", model: "" },
          system: "You recommend books in one short sentence.",
          temperature: 0,
          maxTokens: 80,
        },
      },
      card: { type: "template", version: 1, title: "Write it up", config: { template: cardTemplate } },
      output: {
        type: "output",
        version: 1,
        title: "Recommendation",
        config: {
          fields: [
            { name: "book", kind: "text", title: "Recommendation" },
            { name: "likes", kind: "json", title: "What the reader likes" },
            { name: "nearest", kind: "documents", title: "Nearest books" },
          ],
        },
      },
    },
    edges: edges(pairs),
    layout,
  }),
};

const likesSchema = {
  type: "object",
  properties: {
    likes: {
      type: "array",
      description: "What the reader likes in a book, in their own words",
      items: { type: "string" },
      minItems: 1,
      maxItems: 4,
    },
  },
  required: ["likes"],
};

const pairs = [
  ["review.review", "likes.text"],
  ["likes.json", "query.likes"],
  ["review.review", "query.review"],
  ["query.text", "nearest.query"],
  ["likes.json", "ask.likes"],
  ["nearest.documents", "ask.books"],
  ["ask.text", "why.prompt"],
  ["nearest.documents", "card.books"],
  ["why.reply", "card.why"],
  ["card.text", "output.book"],
  ["likes.json", "output.likes"],
  ["nearest.documents", "output.nearest"],
] as const;

const layout = {
  positions: {
    review: { x: 0, y: 0 },
    likes: { x: 330, y: 0 },
    query: { x: 660, y: 220 },
    nearest: { x: 990, y: 220 },
    ask: { x: 1320, y: 0 },
    why: { x: 1650, y: 0 },
    card: { x: 1980, y: 120 },
    output: { x: 2310, y: 220 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -276,
      width: 578,
      height: 226,
      text: "## From a review to a recommendation\nA language model reads a review and fills in **what the reader likes** as JSON. These words and the review then search the **Books** collection: about 280 old books with a line about each.\n\nThe nearest book is recommended, with a one-line reason.",
    },
    search: {
      x: 660,
      y: -226,
      width: 578,
      height: 206,
      text: "## Search by meaning\nNo line in the collection has these words, but **Nearest books** compares meanings and still finds the right books.\n\nOnly three titles are passed on, so that even a small model can handle them.",
    },
    api: {
      x: 1320,
      y: -226,
      width: 578,
      height: 166,
      text: "## Built without a mouse, too\nThe API walkthrough in the handbook builds and runs this very pipeline with nothing but HTTP calls.",
    },
  },
};
