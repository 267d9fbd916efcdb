import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";

export const transform = defineNode({
  type: "transform",
  version: 1,
  title: "Transform",
  summary: "Reshapes data with a JSONata expression: pick, filter, sort, count, compute.",
  category: "data",
  effect: "pure",
  icon: "braces",
  keywords: ["jsonata", "json", "map", "filter", "compute", "expression", "code", "jq", "reshape", "script"],
  subtitle: "expression",
  config: z.object({
    expression: z
      .string()
      .min(1, "Write an expression; $ alone passes the value on.")
      .max(20_000)
      .default("$")
      .meta({
        title: "Expression",
        description: "JSONata, for example items[price > 10].title; $ is the whole value.",
        widget: "code",
        expression: { language: "jsonata", reads: { input: "value" }, gives: "result" },
      }),
  }),
  inputs: { value: port("any", { title: "Value", description: "The value that the expression reads." }) },
  outputs: { result: port("json", { title: "Result", description: "The value of the expression." }) },
  docs: {
    about:
      "The Transform node reshapes data with a JSONata expression: pick, filter, sort, count or compute. For example, `items[price > 10].title` gives the titles of all items that cost more than ten. `$` is the whole value. What is picked out of a list stays a list, also when it is one item or none; `items[0]` or `(items[id = 7])[0]` gives the item itself, and nothing where there is none.",
    example: {
      summary: "The titles of all items that cost more than ten.",
      config: { expression: "items[price > 10].title" },
      inputs: {
        value: {
          items: [
            { title: "Pen", price: 2 },
            { title: "Lamp", price: 30 },
            { title: "Chair", price: 80 },
          ],
        },
      },
      outputs: { result: ["Lamp", "Chair"] },
    },
  },
  build:
    ({ config }) =>
    async ({ value }, call) => ({ result: await evaluateJsonata(config.expression, value, call) }),
});
