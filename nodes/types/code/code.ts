import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { Field } from "../../../lib/node-types/manifest.ts";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { valueSchemas } from "../../../lib/values/values.ts";
import { runCode } from "../../code/run-code.ts";
import { defineNode, port } from "../../define.ts";

const fixedOutputs = {
  console: port("text", { title: "Console", description: "What the code printed with console.log, line by line." }),
};

const Fields = z
  .array(Field)
  .max(50)
  .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, "Two of them have one name.")
  .refine(
    (fields) => fields.every(({ name }) => name !== "__proto__" && !Object.hasOwn(fixedOutputs, name)),
    "“console” has a meaning of its own. Choose another name.",
  );

export const code = defineNode({
  type: "code",
  version: 1,
  title: "Code",
  summary: "Runs JavaScript or TypeScript of your own, apart from everything else.",
  category: "data",
  effect: "pure",
  icon: "code",
  keywords: ["javascript", "typescript", "js", "ts", "script", "function", "program", "python", "compute", "custom"],
  subtitle: "language",
  config: z.object({
    language: z.enum(["JavaScript", "TypeScript"]).default("JavaScript").meta({
      title: "Language",
      description: "The types of TypeScript are left out when it runs, and not checked.",
      widget: "select",
    }),
    code: z
      .string()
      .max(100_000)
      .default("// The inputs by name; the outputs are returned by name.\nreturn { result: inputs.value };\n")
      .meta({
        title: "Code",
        description: "The body of an async function. Read inputs.name, and return { name: value }.",
        widget: "script",
      }),
    inputs: Fields.default([{ name: "value", kind: "any" }]).meta({
      title: "Inputs",
      description: "Each is a port, and inputs.name in the code.",
      widget: "fields",
    }),
    outputs: Fields.default([{ name: "result", kind: "any" }]).meta({
      title: "Outputs",
      description: "Each is a port. One that is not returned is a branch that is not taken.",
      widget: "fields",
    }),
    seconds: z.number().min(0.1).max(60).default(5).meta({
      title: "Time limit (seconds)",
      description: "The code is ended after that time.",
      widget: "number",
    }),
  }),
  inputs: {},
  outputs: fixedOutputs,
  derived: [
    { from: "fields", side: "inputs", setting: "inputs" },
    { from: "fields", side: "outputs", setting: "outputs" },
  ],
  docs: {
    about:
      "The Code node runs JavaScript or TypeScript of your own. You name its input and output ports; the code is the body of an async function, reads `inputs.name` and returns an object such as `{ name: value }`. An output that is not returned is a branch that is not taken. Whole numbers beyond 2^53 arrive as BigInt, such as `7615917337495251231n`, and leave as numbers with all their digits. A Date leaves as its text in ISO 8601, a field that is undefined is left out, and undefined in a list becomes null; what JSON cannot hold, such as NaN, a Map, a promise or bytes, fails the step with what to do. What it prints with `console.log`, `console.table` and the others is the output “Console”. It runs in a sandbox, QuickJS in WebAssembly in a process of its own: there is no network, there are no files, no environment, no timers and no packages, and the code is ended when it takes more than its time or 64 MB. To call an API, use an HTTP request before it. Its clock is UTC, and `Intl`, `localeCompare` and `toLocaleString` know languages and time zones; `URL`, `TextEncoder`, `TextDecoder`, `atob`, `btoa`, `structuredClone`, `crypto.randomUUID`, `crypto.getRandomValues` and `crypto.subtle.digest` are there. The types of TypeScript are taken out and not checked; enums and namespaces work, decorators do not. An error names the line and the column; a promise that fails while nothing waits for it is not noticed.",
    example: {
      summary: "The prices of an order are added up in cents, and large orders are marked.",
      config: {
        language: "TypeScript",
        code: "type Line = { price: number; count: number };\nconst cents = inputs.lines.reduce((sum: number, { price, count }: Line) => sum + Math.round(price * 100) * count, 0);\nconsole.log(inputs.lines.length, 'lines');\nreturn { total: cents / 100, isLarge: cents > 10_000 };",
        inputs: [{ name: "lines", kind: "json" }],
        outputs: [
          { name: "total", kind: "number" },
          { name: "isLarge", kind: "boolean" },
        ],
      },
      inputs: {
        lines: [
          { price: 19.9, count: 3 },
          { price: 80, count: 1 },
        ],
      },
      outputs: { total: 139.7, isLarge: true, console: "2 lines" },
    },
  },
  build:
    ({ config: { code: text, language, inputs, outputs, seconds } }) =>
    async (_inputs, { values, signal }) => {
      const named = inputs.flatMap(({ name }) => (Object.hasOwn(values, name) ? [[name, values[name] ?? null]] : []));
      const { output, console } = await runCode(
        { code: text, language, seconds, inputs: Object.fromEntries(named) },
        signal,
      );
      if (output === undefined && outputs.length > 0) {
        throw new PatchbayError(
          "node_failed",
          `The code returned nothing. End it with return { ${outputs[0]?.name}: … }.`,
        );
      }
      return { ...checked(output ?? {}, outputs), console };
    },
});

/** What was returned, each of the kind of its output. */
function checked(output: Values, outputs: readonly Field[]): Values {
  const unknown = Object.keys(output).find((name) => !outputs.some((field) => field.name === name));
  if (unknown !== undefined) {
    const names = outputs.map(({ name }) => name).join(", ") || "none";
    throw new PatchbayError(
      "node_failed",
      `The code returned “${unknown}”, which is not an output. There are: ${names}.`,
    );
  }
  const taken = outputs.flatMap(({ name, kind }) => {
    const value = Object.hasOwn(output, name) ? output[name] : undefined;
    if (value === undefined) return [];
    if (valueSchemas[kind].safeParse(value).success) return [[name, value] as const];
    const advice = `Convert it, or change the kind of the output.`;
    throw new PatchbayError(
      "node_failed",
      `The output “${name}” should be of the kind ${portKinds[kind].title} and is ${nounOf(value)}. ${advice}`,
    );
  });
  return Object.fromEntries(taken);
}

function nounOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value === "string" ? "text" : typeof value}`;
}
