/** Nodes of JSONata's syntax tree: how they are read, and how those that we add are made. */

import { isObject } from "../lib/values/is-object.ts";

export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node => isObject(value);
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The name of a variable, without its `$`; empty for the context and for what is no variable. */
export const nameOf = (node: unknown): string => (isNode(node) && node.type === "variable" ? String(node.value) : "");

export const variable = (value: string): Node => ({ type: "variable", value });
export const path = (steps: readonly Node[]): Node => ({ type: "path", steps });
export const makeList = (item: Node): Node => ({ type: "unary", value: "[", expressions: [item] });
/** `test ? then : otherwise`; nothing otherwise where there is none. */
export function condition(test: unknown, then: Node, otherwise?: Node): Node {
  return { type: "condition", condition: test, then, ...(otherwise === undefined ? {} : { else: otherwise }) };
}

/** The condition, with what becomes of each of its branches. */
export function branches(node: Node, become: (branch: Node) => Node): Node {
  if (!isNode(node.then)) return node;
  return condition(node.condition, become(node.then), isNode(node.else) ? become(node.else) : undefined);
}

/** A function of ours, under a name that no expression can write. */
export const isListFunction = "is a list";
export const isList = (node: Node): Node => ({
  type: "function",
  value: "(",
  procedure: variable(isListFunction),
  arguments: [node],
});

/** One or the other; the second is not evaluated when the first is true. */
export function either(a: boolean | Node, b: boolean | Node): boolean | Node {
  if (typeof a === "boolean") return a || b;
  if (typeof b === "boolean") return b || a;
  return { type: "binary", value: "or", lhs: a, rhs: b };
}
