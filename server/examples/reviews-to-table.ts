import { type Example, edges } from "./example.ts";

const reviews = [
  "The kettle is lovely and boils in a minute. I use it every day.",
  "My parcel came two weeks late, and the box was crushed.",
  "I wrote to support three times and nobody has answered.",
  "For this price I expected more than thin plastic.",
  "Ordered on Monday, on my table on Tuesday. Great!",
  "The handle came off after five days.",
  "The lady on the phone was so kind and sent me a new lid at once.",
  "A bargain. I would have paid twice as much.",
].join("\n");

const tableTemplate = `{% assign good = rows | where: "verdict", "praise" %}**{{ good.size }} of {{ rows.size }}** reviews are praise.

| Review | Verdict | About |
| --- | --- | --- |
{% for row in rows %}| {{ row.review | replace: "|", "/" }} | {{ row.verdict }} | {{ row.topic }} |
{% endfor %}`;

export const reviewsToTable: Example = {
  key: "reviews-to-table",
  name: "Reviews to a table",
  description: "Runs another pipeline once for each review, and makes one table of the results.",
  uses: [],
  runs: ["judge-a-review"],
  graph: (ids) => ({
    schema: 1,
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "Many reviews",
        config: {
          fields: [
            { name: "reviews", kind: "text", title: "Reviews", description: "One on each line.", default: reviews },
          ],
        },
      },
      list: {
        type: "transform",
        version: 1,
        title: "One item a line",
        config: { expression: '[$split($, "\\n").$trim()[$ != ""]]' },
      },
      each: {
        type: "map",
        version: 1,
        title: "Judge each one",
        config: { pipeline: ids["judge-a-review"], itemInput: "review", concurrency: 4, onItemError: "skip" },
      },
      rows: {
        type: "transform",
        version: 1,
        title: "Those that were judged",
        config: { expression: "[$[$ != null]]" },
      },
      table: { type: "template", version: 1, title: "Write the table", config: { template: tableTemplate } },
      output: {
        type: "output",
        version: 1,
        title: "Table and data",
        config: {
          fields: [
            { name: "table", kind: "text", title: "Table" },
            { name: "rows", kind: "json", title: "Data" },
            { name: "failed", kind: "json", title: "Not judged" },
          ],
        },
      },
    },
    edges: edges(pairs),
    layout,
  }),
};

const pairs = [
  ["ask.reviews", "list.value"],
  ["list.result", "each.items"],
  ["each.results", "rows.value"],
  ["rows.result", "table.rows"],
  ["table.text", "output.table"],
  ["rows.result", "output.rows"],
  ["each.errors", "output.failed"],
] as const;

const layout = {
  positions: {
    ask: { x: 0, y: 0 },
    list: { x: 330, y: 0 },
    each: { x: 660, y: 0 },
    rows: { x: 990, y: -60 },
    table: { x: 1320, y: -60 },
    output: { x: 1650, y: 60 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -286,
      width: 578,
      height: 236,
      text: "## Reviews to a table\nA **Map** node runs another pipeline once for each item of a list, several at a time, and returns the results in the order of the list. Here the pipeline is **Judge a review**, and an item is a line of text.\n\nOpen the Map node to see it run item by item.",
    },
    spread: {
      x: 660,
      y: 270,
      width: 578,
      height: 194,
      text: "## Eight or eight thousand\nFrom 200 items on (the setting **Child runs from**) the list is split into child runs, which all workers share. Finished items are kept: when a worker crashes, no item is processed twice.\n\nAn item that fails is skipped here and listed under *Not judged*.",
    },
    try: {
      x: 0,
      y: 270,
      width: 578,
      height: 164,
      text: "### Try this\n- Paste reviews of your own, one on each line.\n- Open **Judge a review**, add a class, publish it, and run this again.",
    },
  },
};
