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
  keywords: ["jsonata", "json", "map", "filter", "compute", "expression", "code"],
  subtitle: "expression",
  config: z.object({
    expression: z.string().min(1, "Write an expression; $ alone passes the value on.").max(20_000).default("$").meta({
      title: "Expression",
      description: "JSONata, for example items[price > 10].title; $ is the whole value.",
      widget: "code",
    }),
  }),
  inputs: { value: port("any", { title: "Value" }) },
  outputs: { result: port("json", { title: "Result" }) },
  build:
    ({ config }) =>
    async ({ value }, call) => ({ result: await evaluateJsonata(config.expression, value, call) }),
});
