import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";
import { isEqual } from "./tests.ts";

const fixedOutputs = {
  other: port("any", { title: "Other", description: "The value, when it belongs to no case." }),
  case: port("text", { title: "Case", description: "The name of the case, or “other”." }),
};

const Case = z.object({
  name: z
    .string()
    .min(1, "Give every case a name.")
    .max(64)
    .refine((name) => !Object.hasOwn(fixedOutputs, name), "Another output has this name. Choose a different one."),
  description: z.string().max(10_000).default(""),
});

export const switchNode = defineNode({
  type: "switch",
  version: 1,
  title: "Switch",
  summary: "Sends a value to one of many branches, by what it equals.",
  category: "logic",
  effect: "pure",
  icon: "list-tree",
  keywords: ["case", "router", "route", "branch", "if", "else", "choose", "many"],
  subtitle: "expression",
  config: z.object({
    expression: z
      .string()
      .min(1, "Write an expression; $ alone is the whole value.")
      .max(20_000)
      .default("$")
      .meta({
        title: "Value to look at",
        description:
          'JSONata: $ is the whole value, order.status a part of it, total > 100 ? "large" : "small" a choice.',
        widget: "code",
        expression: { language: "jsonata", reads: { input: "value" } },
      }),
    cases: z
      .array(Case)
      .min(1)
      .max(50)
      .refine((cases) => new Set(cases.map(({ name }) => name)).size === cases.length, "Two cases have one name.")
      .default([
        { name: "yes", description: "yes\ntrue" },
        { name: "no", description: "no\nfalse" },
      ])
      .meta({
        title: "Cases",
        description:
          "Each with the values that belong to it, one per line; none: its name. The first that fits is taken.",
        widget: "names",
      }),
  }),
  inputs: { value: port("any", { title: "Value", description: "The value to look at, which is passed on." }) },
  outputs: fixedOutputs,
  derived: [{ from: "names", side: "outputs", setting: "cases", kind: "any" }],
  docs: {
    about:
      'The Switch node sends a value to one of many branches. It reads a part of the value with a JSONata expression and looks for the first case that lists it; each case lists its values, one per line, or is named like its only one. Letter case and space around a text do not count. A value that belongs to no case leaves at “Other”. For ranges, let the expression make a word of the number, such as `total > 100 ? "large" : "small"`.',
    example: {
      summary: "An order that was paid takes the branch “ship”.",
      config: {
        expression: "status",
        cases: [
          { name: "ship", description: "paid\npaid in part" },
          { name: "remind", description: "open" },
        ],
      },
      inputs: { value: { id: 7, status: "Paid" } },
      outputs: { ship: { id: 7, status: "Paid" }, case: "ship" },
    },
  },
  build: ({ config }) => {
    const cases = config.cases.map(({ name, description }) => ({ name, values: valuesOf(name, description) }));
    return async ({ value }, call) => {
      const found = config.expression.trim() === "$" ? value : await evaluateJsonata(config.expression, value, call);
      const taken = cases.find(({ values }) => values.some((one) => isEqual(found, one)))?.name ?? "other";
      return { case: taken, [taken]: value };
    };
  },
});

function valuesOf(name: string, description: string): string[] {
  const lines = description.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? [name] : lines;
}
