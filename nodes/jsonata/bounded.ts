/**
 * Whether an expression's work and result are bounded by the size of its value: it is made of paths, filters, literals,
 * operators, conditions, constructors and some functions, each of which looks at what it is given once. No loops, no
 * lambdas, no ranges, no regular expressions, no variables but `$`; and it does not repeat its value more often than
 * `mostCopies` times. Whatever is not known here is refused.
 */
import { isObject } from "../../lib/values/is-object.ts";

export function isBounded(ast: unknown): boolean {
  const copies = copiesOf(ast, 0);
  return copies !== undefined && copies <= mostCopies;
}

const mostCopies = 100;
const mostDepth = 30;

/** How often the context may stand in the result at most; undefined when that cannot be told. */
type Copies = number | undefined;
type Node = Readonly<Record<string, unknown>>;

function copiesOf(node: unknown, depth: number): Copies {
  if (!isNode(node) || depth > mostDepth || !hasOnlyKnownKeys(node)) return undefined;
  const count = kinds[String(node.type)]?.(node, depth + 1);
  const filters = [...list(node.predicate), ...list(node.stages)];
  return count !== undefined && filters.every((filter) => isFilter(filter, depth + 1)) ? count : undefined;
}

const kinds: Readonly<Record<string, (node: Node, depth: number) => Copies>> = {
  string: (node) => (isName(node.value) ? 1 : undefined),
  number: () => 1,
  value: () => 1,
  name: (node) => (isName(node.value) ? 1 : undefined),
  wildcard: () => 1,
  // `$` alone; `$$` inside a step would repeat the whole value for each item.
  variable: (node) => (node.value === "" ? 1 : undefined),
  path: (node, depth) => list(node.steps).reduce<Copies>((product, step) => times(product, copiesOf(step, depth)), 1),
  binary(node, depth) {
    const both = sum([node.lhs, node.rhs], depth);
    if (both === undefined || !operators.has(String(node.value))) return undefined;
    return node.value === "&" ? both : 1;
  },
  unary(node, depth) {
    if (node.value === "-") return copiesOf(node.expression, depth);
    if (node.value === "[") return sum(list(node.expressions), depth);
    return node.value === "{" ? sum(list(node.lhs).flat(), depth) : undefined;
  },
  condition(node, depth) {
    const parts = [node.condition, node.then, ...(node.else === undefined ? [] : [node.else])];
    return sum(parts, depth);
  },
  // Brackets around one expression; more of them would be variables.
  block: (node, depth) =>
    list(node.expressions).length === 1 ? copiesOf(list(node.expressions)[0], depth) : undefined,
  function(node, depth) {
    const { procedure } = node;
    const name = isNode(procedure) && procedure.type === "variable" ? String(procedure.value) : "";
    const known = functions.get(name);
    const given = list(node.arguments);
    if (!known || given.length > known.most || !given.slice(known.values).every(isShortText)) return undefined;
    return times(sum(given, depth), known.copies);
  },
};

const operators: ReadonlySet<string> = new Set("+ - * / % = != < <= > >= & and or in".split(" "));

/** The first `values` arguments may be anything, what follows up to `most` has to be a short literal. */
type Known = { values: number; most: number; copies: number };
const plain: Known = { values: 1, most: 1, copies: 1 };
const functions: ReadonlyMap<string, Known> = new Map<string, Known>([
  ...(
    "sum max min average count number boolean not exists length uppercase lowercase trim floor ceil abs sqrt keys " +
    "reverse merge type"
  )
    .split(" ")
    .map((name): [string, Known] => [name, plain]),
  ["round", { values: 1, most: 2, copies: 1 }],
  ["power", { values: 2, most: 2, copies: 1 }],
  ["append", { values: 2, most: 2, copies: 1 }],
  ["lookup", { values: 1, most: 2, copies: 1 }],
  ["contains", { values: 1, most: 2, copies: 1 }],
  ["substring", { values: 1, most: 3, copies: 1 }],
  ["substringBefore", { values: 1, most: 2, copies: 1 }],
  ["substringAfter", { values: 1, most: 2, copies: 1 }],
  ["split", { values: 1, most: 2, copies: 2 }],
  ["join", { values: 1, most: 2, copies: 10 }],
  // Escapes: a control character becomes six.
  ["string", { values: 1, most: 1, copies: 6 }],
]);

const isShortText = (node: unknown) =>
  isNode(node) && (node.type === "number" || (node.type === "string" && String(node.value).length <= 10));

const knownKeys: ReadonlySet<string> = new Set(
  (
    "type value position steps stages predicate lhs rhs expression expressions condition then else arguments procedure " +
    "keepArray keepSingletonArray consarray"
  ).split(" "),
);
const hasOnlyKnownKeys = (node: Node) =>
  Object.keys(node).every((key) => knownKeys.has(key) || node[key] === undefined);

/** Names that lead from data to what data is made of. */
const isName = (name: unknown) =>
  typeof name === "string" && name !== "__proto__" && name !== "constructor" && name !== "prototype";

function isFilter(filter: unknown, depth: number): boolean {
  return isNode(filter) && filter.type === "filter" && copiesOf(filter.expr, depth) !== undefined;
}

function sum(nodes: readonly unknown[], depth: number): Copies {
  return nodes.reduce<Copies>((total, node) => {
    const copies = total === undefined ? undefined : copiesOf(node, depth);
    return total === undefined || copies === undefined ? undefined : total + copies;
  }, 0);
}

const times = (a: Copies, b: Copies) => (a === undefined || b === undefined ? undefined : Math.max(1, a) * b);
const isNode = (value: unknown): value is Node => isObject(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
