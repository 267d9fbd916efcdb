/** What both lanes of JSONata share: its limits, and the words for what it throws. */
import jsonata from "jsonata";
import { isBounded } from "./bounded.ts";
import { keepLists } from "./keep-lists.ts";
import { assertExactLiterals, toNumber } from "./numbers.ts";
import { isListFunction } from "./syntax.ts";

/** `isBounded`: of the expression as it is written. */
export type Program = Pick<jsonata.Expression, "evaluate"> & { isBounded: boolean };

/** Programs of the expressions used last: reading an expression costs ten times as much as evaluating it. */
export function makePrograms(timeoutMs: number): (expression: string) => Program {
  const programs = new Map<string, Program>();
  return (expression) => {
    const program = programs.get(expression) ?? makeProgram(expression, timeoutMs);
    programs.delete(expression);
    programs.set(expression, program);
    const [oldest] = programs.keys();
    if (programs.size > 500 && oldest !== undefined) programs.delete(oldest);
    return program;
  };
}

/** An expression whose lists stay lists (keep-lists.ts). JSONata gives out its own tree, so that it can be changed in place. */
function makeProgram(expression: string, timeoutMs: number): Program {
  const program = jsonata(expression, { timeout: timeoutMs, stack: 400, sequence: 1_000_000 });
  const root: object = program.ast();
  const bounded = isBounded(root);
  assertExactLiterals(expression, root);
  const kept = keepLists({ ...root });
  if (kept) {
    for (const key of Object.keys(root)) Reflect.deleteProperty(root, key);
    Object.assign(root, kept);
  }
  program.registerFunction("number", toNumber, "<(nsb)-:n>");
  program.registerFunction(isListFunction, (value: unknown) => Array.isArray(value));
  return { evaluate: (value, bindings) => program.evaluate(value, bindings), isBounded: bounded };
}

/** A result as JSON; undefined when there is none. Throws for a number that JSON would write as null, such as 5 / 0. */
export function resultText(result: unknown): string | undefined {
  return JSON.stringify(result, (_key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new Error("It gives a number that does not exist, as a division by zero does. Test the divisor first.");
    }
    // JSONata keeps functions as objects that refer back to themselves.
    const isFunction =
      typeof value === "object" && value !== null && ("_jsonata_lambda" in value || "_jsonata_function" in value);
    return isFunction ? undefined : value;
  });
}

/** JSONata throws plain objects with a message and, in most cases, a position in the expression. */
export function messageOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) return String(thrown);
  const where = "position" in thrown && typeof thrown.position === "number" ? ` (at character ${thrown.position})` : "";
  return `${thrown.message}${where}`;
}
