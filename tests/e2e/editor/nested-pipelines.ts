import { Graph } from "../../../lib/graph/graph.ts";

type Nodes = Record<string, [type: string, title: string, config: object]>;

/** Nodes by id, edges as "a.out > b.in". */
function graph(nodes: Nodes, edges: readonly string[]): Graph {
  const end = (text: string) => ({ node: text.split(".")[0], port: text.split(".")[1] });
  return Graph.parse({
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, [type, title, config]]) => [id, { type, version: 1, title, config }]),
    ),
    edges: edges.map((edge, index) => {
      const [from = "", to = ""] = edge.split(" > ");
      return { id: `e${index}`, from: end(from), to: end(to) };
    }),
  });
}

const fields = (...list: object[]) => ({ fields: list });

/** Says a number and then counts it, which fails for “many” when it `isStrict`. */
export const sayAndCount = (isStrict: boolean): Graph =>
  graph(
    {
      ask: ["input", "How many", fields({ name: "count", kind: "text" })],
      say: ["template", "Say it", { template: "We count {{ count }}" }],
      count: [
        "transform",
        "Count",
        { expression: isStrict ? '$ = "We count many" ? $error("Not a number.") : $' : "$" },
      ],
      done: ["output", "Done", fields({ name: "said", kind: "json" })],
    },
    ["ask.count > say.count", "say.text > count.value", "count.result > done.said"],
  );

/** Drafts a text and publishes it once someone approves. */
export const draftAndApprove = graph(
  {
    ask: ["input", "Topic", fields({ name: "topic", kind: "text" })],
    draft: ["template", "Draft", { template: "All about **{{ topic }}**." }],
    ok: ["approval", "Editor", { title: "Publish this?", message: "A text about {{ topic }}." }],
    done: [
      "output",
      "Published",
      fields({ name: "text", kind: "text" }, { name: "word", kind: "text", optional: true }),
    ],
  },
  [
    "ask.topic > draft.topic",
    "ask.topic > ok.topic",
    "draft.text > ok.value",
    "ok.approved > done.text",
    "ok.comment > done.word",
  ],
);

/** Greets a welcome person. */
export const greetOne = graph(
  {
    ask: ["input", "Guest", fields({ name: "name", kind: "text" })],
    check: ["transform", "At the door", { expression: '$ = "Mallory" ? $error("Mallory is not welcome.") : $' }],
    done: ["output", "Let in", fields({ name: "guest", kind: "json" })],
  },
  ["ask.name > check.value", "check.result > done.guest"],
);

/** Greets every guest of a list with that pipeline. */
export const greetEach = (pipelineId: string): Graph => {
  const inputs = [{ name: "name", kind: "text" }];
  const pipeline = {
    id: pipelineId,
    version: null,
    name: "Greet one",
    inputs,
    outputs: [{ name: "guest", kind: "json" }],
  };
  return graph(
    {
      ask: ["input", "Guests", fields({ name: "guests", kind: "json" })],
      each: ["map", "Each guest", { pipeline, onItemError: "skip" }],
      done: ["output", "Inside", fields({ name: "inside", kind: "json" })],
    },
    ["ask.guests > each.items", "each.results > done.inside"],
  );
};
