import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";
import { CompareTo, TestName, tests } from "./tests.ts";

export const condition = defineNode({
  type: "condition",
  version: 1,
  title: "Condition",
  summary: "Sends a value to one of two branches, depending on a test.",
  category: "logic",
  effect: "pure",
  icon: "git-branch",
  keywords: ["if", "then", "else", "branch", "decision", "when", "switch", "filter", "compare"],
  subtitle: "test",
  config: z.object({
    expression: z
      .string()
      .max(20_000)
      .default("$")
      .meta({
        title: "Value to test",
        description: "JSONata: $ is the whole value, order.total a part of it, $length($) > 20 a comparison.",
        widget: "code",
        expression: { language: "jsonata", reads: { input: "value" } },
      }),
    test: TestName.default("is true").meta({
      title: "Test",
      description: "When it is met, the value takes the branch “Then”.",
      widget: "select",
    }),
    to: CompareTo,
  }),
  inputs: { value: port("any", { title: "Value", description: "The value to test, which is passed on." }) },
  outputs: {
    // biome-ignore lint/suspicious/noThenProperty: a port's name; its value is data, never a function, so await ignores it.
    then: port("any", { title: "Then", description: "The value, when the test is met." }),
    else: port("any", { title: "Else", description: "The value, when the test is not met." }),
  },
  docs: {
    about:
      "The Condition node sends a value to one of two branches, “Then” or “Else”. It reads the value with a JSONata expression and applies a test such as “is not empty”, “equals”, “contains” or “is greater than”. “Contains” looks for an equal item in a list, and for a part of a text; “is true” is met by a list when an item of it is true. “Is greater than” and “is less than” compare numbers such as `1234.5` and dates such as `2027-01-31`; a value that is neither, or missing, fails the step. The branch that is not taken is skipped.",
    example: {
      summary: "An order over 100 takes the branch “Then”.",
      config: { expression: "total", test: "is greater than", to: "100" },
      inputs: { value: { order: 7, total: 120 } },
      // biome-ignore lint/suspicious/noThenProperty: a port's name, as below.
      outputs: { then: { order: 7, total: 120 } },
    },
  },
  build:
    ({ config }) =>
    async ({ value }, call) => {
      const found = config.expression.trim() === "$" ? value : await evaluateJsonata(config.expression, value, call);
      // biome-ignore lint/suspicious/noThenProperty: as above.
      return tests[config.test](found, config.to) ? { then: value } : { else: value };
    },
});
