/**
 * JavaScript's decimals are off in their last digits: 0.1 + 0.2 is 0.30000000000000004, and not equal to 0.3. What an expression
 * computes is rounded to the 15 digits that a number holds of every decimal; what it only passes on keeps all it has.
 */
import type jsonata from "jsonata";
import { sumOf } from "../lib/values/sum-of.ts";
import { roundOff } from "../lib/values/written/read-number.ts";
import { isNode, type Node, nameOf, variable } from "./jsonata-syntax.ts";

const computing: ReadonlySet<unknown> = new Set(["+", "-", "*", "/"]);
const adding: ReadonlySet<string> = new Set(["sum", "average"]);
const comparing: ReadonlySet<unknown> = new Set(["=", "!=", "<", "<=", ">", ">=", "in"]);
/** A name that no expression can write. */
const rounding = "round off";

const computes = (node: Node) =>
  (node.type === "binary" && computing.has(node.value)) ||
  (node.type === "function" && adding.has(nameOf(node.procedure)));

/** Whether an expression computes, and whether it also compares, so that what it computed may decide. */
export function usesOfDecimals(tree: unknown): { computes: boolean; compares: boolean } {
  const uses = { computes: false, compares: false };
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) for (const item of part) walk(item);
    if (!isNode(part) || part instanceof RegExp) return;
    if (computes(part)) uses.computes = true;
    if (part.type === "binary" && comparing.has(part.value)) uses.compares = true;
    Object.values(part).forEach(walk);
  };
  walk(tree);
  return uses;
}

/** The syntax tree with each computed number rounded. */
export function roundedTree(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(roundedTree);
  if (!isNode(part) || part instanceof RegExp) return part;
  const node: Node = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, roundedTree(value)]));
  if (!computes(part) || marks.some((mark) => mark in node)) return node;
  return { type: "function", value: "(", position: node.position, procedure: variable(rounding), arguments: [node] };
}

/** What hangs on a node, and would have to hang on the call instead. */
const marks = ["predicate", "stages", "group", "focus", "index", "keepArray", "tuple", "ancestor", "nextFunction"];

export function registerRounding(program: { registerFunction(name: string, run: (value: unknown) => unknown): void }) {
  program.registerFunction(rounding, (value) => (typeof value === "number" ? roundOff(value) : value));
}

/** JSONata adds one number after the other, and the errors with them. The signatures are its own. */
export function registerSums(program: Pick<jsonata.Expression, "registerFunction">): void {
  program.registerFunction("sum", (all: number[] | undefined) => all && sumOf(all), "<a<n>:n>");
  program.registerFunction(
    "average",
    (all: number[] | undefined) => (all && all.length > 0 ? sumOf(all) / all.length : undefined),
    "<a<n>:n>",
  );
}

/** Whether a value holds a decimal of more digits than count. */
export function holdsLongDecimal(value: unknown): boolean {
  if (typeof value === "number") return roundOff(value) !== value && Number.isFinite(value);
  if (Array.isArray(value)) return value.some(holdsLongDecimal);
  if (!isNode(value) || "_jsonata_lambda" in value || "_jsonata_function" in value) return false;
  return Object.values(value).some(holdsLongDecimal);
}
