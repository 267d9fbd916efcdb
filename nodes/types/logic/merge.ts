import { z } from "zod";
import { coerce } from "../../../lib/ports/ports.ts";
import { defineNode, port } from "../../define.ts";

export const merge = defineNode({
  type: "merge",
  version: 1,
  title: "Merge",
  summary: "Joins branches: the first value that arrived, all of them, or one joined text.",
  category: "logic",
  effect: "pure",
  icon: "merge",
  keywords: ["join", "combine", "union", "collect", "branch", "concat"],
  config: z.object({
    separator: z.string().max(1000).default("\n\n").meta({
      title: "Separator",
      description: "Goes between the values of the joined text.",
      widget: "textarea",
    }),
  }),
  inputs: {
    values: port("any", { title: "Values", description: "Branches that were not taken are left out.", multiple: true }),
  },
  outputs: {
    first: port("any", { title: "First", description: "The value that arrived first." }),
    all: port("json", { title: "All", description: "All values as a list, in the order of the edges." }),
    text: port("text", { title: "Joined text", description: "All values as one text." }),
  },
  docs: {
    about:
      "The Merge node joins branches. Its one input takes any number of edges. It returns the first value that arrived, all of them as a list, and one joined text. Branches that were not taken are left out.",
    example: {
      summary: "Two branches arrive, and each output joins them in its own way.",
      config: { separator: " · " },
      inputs: { values: ["Good", "morning"] },
      outputs: { first: "Good", all: ["Good", "morning"], text: "Good · morning" },
    },
  },
  build:
    ({ config }) =>
    ({ values }, { arrivals }) => {
      const first = values[arrivals.values?.[0] ?? 0];
      const text = values.map((value) => coerce(value, "json", "text")).join(config.separator);
      return { ...(first === undefined ? {} : { first }), all: values, text };
    },
});
