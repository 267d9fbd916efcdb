import { z } from "zod";
import { coerce } from "../../../lib/ports.ts";
import type { Json } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";
import { compare } from "./compare.ts";
import { isEmpty, isTrue } from "./truth.ts";

type Test = (found: Json, to: string) => boolean;

const tests = {
  "is true": (found) => isTrue(found),
  "is not empty": (found) => !isEmpty(found),
  "is empty": (found) => isEmpty(found),
  equals: (found, to) => isEqual(found, to),
  "does not equal": (found, to) => !isEqual(found, to),
  contains: (found, to) => contains(found, to),
  "is greater than": (found, to) => compare(found, to) > 0,
  "is less than": (found, to) => compare(found, to) < 0,
} as const satisfies Record<string, Test>;

export const condition = defineNode({
  type: "condition",
  version: 1,
  title: "Condition",
  summary: "Sends a value to one of two branches, depending on a test.",
  category: "logic",
  effect: "pure",
  icon: "git-branch",
  keywords: ["if", "else", "branch", "switch", "filter", "compare"],
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
    test: z
      .enum([
        "is true",
        "is not empty",
        "is empty",
        "equals",
        "does not equal",
        "contains",
        "is greater than",
        "is less than",
      ])
      .default("is true")
      .meta({ title: "Test", description: "When it is met, the value takes the branch “Then”.", widget: "select" }),
    to: z.string().max(10_000).default("").meta({
      title: "Compare to",
      description: "Letter case does not matter. Numbers as 1234.5, dates as 2027-01-31.",
    }),
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

/** A list of one equals what its item equals, as `people[id = 5].state` is one. */
function isEqual(found: Json, to: string): boolean {
  const [only, ...more] = Array.isArray(found) ? found : [];
  const isItem = only !== undefined && more.length === 0 && isEqual(only, to);
  return isItem || textOf(found) === to.trim().toLowerCase();
}

/** A list contains an item that equals; a text contains a part. */
function contains(found: Json, to: string): boolean {
  if (Array.isArray(found)) return found.some((item) => isEqual(item, to));
  return textOf(found).includes(to.trim().toLowerCase());
}

function textOf(found: Json): string {
  return String(coerce(found, "json", "text"))
    .trim()
    .toLowerCase();
}
