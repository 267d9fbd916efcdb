/**
 * In JSONata a list of one is its item and a list of none is nothing, so what a path gives changes its type with the data.
 * `keepLists` rewrites an expression so that its results stay lists: whatever goes through a list of the data, filters one,
 * or comes from a function that makes lists. It changes what the expression gives (its value, its branches, the values of
 * the objects it makes), and nothing that it only computes with: there JSONata's own rules hold, but for sums and joins.
 *
 * The rewritten parts are nodes of JSONata's own syntax tree: `[part]` where the part is a list whatever the data,
 * `flag ? [part] : part` where a part of the data decides.
 */
import {
  branches,
  condition,
  either,
  isList,
  isNode,
  list,
  makeList,
  type Node,
  nameOf,
  path,
  variable,
} from "./jsonata-syntax.ts";

/** Whether a part gives a list: known from its syntax, or a node that tells it in the same context. */
type Flag = boolean | Node;
/** What is known of the variables in sight. */
type Scope = ReadonlyMap<string, Flag>;

export function keepLists(ast: unknown): Node | undefined {
  const counted = ofNone(ast);
  return isNode(counted) ? kept(counted, new Map()) : undefined;
}

/** The sum of none is 0 and their text is empty, wherever it is asked for: JSONata makes them nothing. */
function ofNone(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(ofNone);
  if (!isNode(part) || part instanceof RegExp) return part;
  const node = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, ofNone(value)]));
  const [first, ...more] = list(node.arguments);
  if (node.type !== "function" || !totals.has(nameOf(node.procedure)) || !isNode(first)) return node;
  return { ...node, arguments: [kept(first, new Map()), ...more] };
}

const totals: ReadonlySet<string> = new Set(["sum", "join"]);

/** The part, with its results as lists where they are lists. */
function kept(node: Node, scope: Scope): Node {
  if (node.type === "block" && !hasFilter(node)) return keptBlock(node, scope);
  if (node.type === "condition" && !hasFilter(node)) {
    return branches(node, (branch) => kept(branch, scope));
  }
  const inner = keptInside(node, scope);
  const flag = flagOf(node, scope);
  if (flag === false) return inner;
  return flag === true ? makeList(rows(inner)) : condition(flag, makeList(rows(inner)), inner);
}

/** One row of a table that is made row by row would be taken for the table. */
function rows(node: Node): Node {
  const last = list(node.steps).at(-1);
  const isTable = isNode(last) && last.consarray === true && node.group === undefined;
  return isTable ? { ...node, keepSingletonArray: true } : node;
}

/** The last expression of a block is its value. A variable of it keeps, under a name of ours, whether it is a list. */
function keptBlock(node: Node, outer: Scope): Node {
  const scope = new Map(outer);
  const parts = list(node.expressions);
  const expressions = parts.flatMap((part, index): Node[] => {
    if (!isNode(part)) return [];
    if (index === parts.length - 1) return [kept(part, scope)];
    if (part.type !== "bind" || !isNode(part.lhs) || !isNode(part.rhs)) return [part];
    const name = nameOf(part.lhs);
    const flag = flagOf(part.rhs, scope);
    const remembered = variable(`${name} is a list`);
    scope.set(name, typeof flag === "boolean" ? flag : remembered);
    return typeof flag === "boolean" ? [part] : [{ type: "bind", value: ":=", lhs: remembered, rhs: flag }, part];
  });
  return { ...node, expressions };
}

/** Lists inside of what the part makes: values of objects, what a step makes of each item, what a callback returns. */
function keptInside(node: Node, scope: Scope): Node {
  if (node.type === "unary" && node.value === "{")
    return keptGroup({ ...node, lhs: keptPairs(node.lhs, scope) }, scope);
  if (node.type === "unary" && node.value === "[") {
    const expressions = list(node.expressions).map((item) =>
      isNode(item) && isMaker(item) ? keptInside(item, scope) : item,
    );
    return { ...node, expressions };
  }
  if (node.type === "function" && callbacks.has(nameOf(node.procedure))) {
    return { ...node, arguments: list(node.arguments).map((argument) => keptCallback(argument, scope)) };
  }
  if (node.type === "apply" && isNode(node.rhs)) return { ...node, rhs: keptInside(node.rhs, scope) };
  if (node.type !== "path") return keptGroup(node, scope);
  const steps = list(node.steps);
  const last = steps.at(-1);
  if (!isNode(last) || (!isMaker(last) && last.type !== "block" && last.type !== "condition"))
    return keptGroup(node, scope);
  const step = isMaker(last) ? keptInside(last, scope) : kept(last, scope);
  return keptGroup({ ...node, steps: [...steps.slice(0, -1), step] }, scope);
}

/** `items{ category: title }` gives a list for each category. */
function keptGroup(node: Node, scope: Scope): Node {
  if (!isNode(node.group)) return node;
  const lhs = list(node.group.lhs).map((pair) => {
    const [key, value] = list(pair);
    if (!isNode(value)) return pair;
    const [first] = value.type === "path" ? list(value.steps) : [value];
    const isOfGroup = !isNode(first) || first.type !== "variable" || first.value === "";
    const isPart = value.type === "path" || value.type === "variable";
    return [key, isPart && isOfGroup && !picksOne(value) ? makeList(keptInside(value, scope)) : value];
  });
  return { ...node, group: { ...node.group, lhs } };
}

function keptPairs(pairs: unknown, scope: Scope): unknown[] {
  return list(pairs).map((pair) => {
    const [key, value] = list(pair);
    return [key, isNode(value) ? kept(value, scope) : value];
  });
}

function keptCallback(argument: unknown, scope: Scope): unknown {
  if (!isNode(argument) || argument.type !== "lambda" || !isNode(argument.body)) return argument;
  // A body that ends in a call has been turned into a thunk.
  if (argument.body.type === "lambda") return argument;
  const inner = new Map(scope);
  for (const each of list(argument.arguments)) inner.delete(nameOf(each));
  return { ...argument, body: kept(argument.body, inner) };
}

function flagOf(node: Node, scope: Scope): Flag {
  if (node.group !== undefined || picksOne(node)) return false;
  if (node.keepArray === true) return true;
  return flags[String(node.type)]?.(node, scope) ?? false;
}

const flags: Readonly<Record<string, (node: Node, scope: Scope) => Flag>> = {
  path: flagOfPath,
  wildcard: () => true,
  descendant: () => true,
  variable: (node, scope) => either(isList(bare(node)), scope.get(nameOf(node)) ?? false),
  bind: (node, scope) => (isNode(node.rhs) ? flagOf(node.rhs, scope) : false),
  block(node, scope) {
    const parts = list(node.expressions);
    const last = parts.at(-1);
    const flag = isNode(last) ? flagOf(last, scope) : false;
    return typeof flag === "boolean" ? flag : { type: "block", expressions: [...parts.slice(0, -1), flag] };
  },
  condition(node, scope) {
    const both = [node.then, node.else].map((branch) => (isNode(branch) ? flagOf(branch, scope) : false));
    if (both.every((flag) => flag === both[0] && typeof flag === "boolean")) return both[0] ?? false;
    return branches(node, (branch) => nodeOf(flagOf(branch, scope)));
  },
  function: (node, scope) => flagOfCall(nameOf(node.procedure), list(node.arguments), scope),
  apply(node, scope) {
    if (!isNode(node.rhs)) return false;
    if (node.rhs.type === "variable") return flagOfCall(nameOf(node.rhs), [node.lhs], scope);
    if (node.rhs.type !== "function") return false;
    return flagOfCall(nameOf(node.rhs.procedure), [node.lhs, ...list(node.rhs.arguments)], scope);
  },
};

/** A path is a list once one of its steps is, and when it starts in one. */
function flagOfPath(node: Node, scope: Scope): Flag {
  const steps = list(node.steps).filter(isNode);
  const [first] = steps;
  if (!first || node.keepSingletonArray === true) return true;
  const startsAt = first.type === "variable" ? false : isList(variable(""));
  return steps.reduce<Flag>((flag, step, index) => {
    if (flag === true) return true;
    const isLast = index === steps.length - 1;
    return either(flag, flagOfStep(step, steps.slice(0, index).map(untracked), isLast ? scope : new Map(scope)));
  }, startsAt);
}

function flagOfStep(step: Node, before: readonly Node[], scope: Scope): Flag {
  if (picksOne(step)) return false;
  if (step.focus !== undefined || step.index !== undefined) return true;
  if (step.type === "unary") return step.value === "[" && before.length === 0;
  if (step.type === "name") return isList(path([...before, bare(step)]));
  const flag = flagOf(bare(step), scope);
  return typeof flag === "boolean" || before.length === 0
    ? flag
    : path([...before, { type: "block", expressions: [flag] }]);
}

/** Functions that give a list, or nothing when there is nothing to make it of; and those that give what they are given. */
const makers: ReadonlySet<string> = new Set(
  "map filter each keys spread match split sort reverse shuffle zip".split(" "),
);
const passers: ReadonlySet<string> = new Set(["distinct", "lookup", "clone"]);
const callbacks: ReadonlySet<string> = new Set(["map", "each"]);

function flagOfCall(name: string, given: readonly unknown[], scope: Scope): Flag {
  const [first, ...more] = given;
  if (name === "append") return true;
  if (!isNode(first)) return makers.has(name);
  if (passers.has(name)) return flagOf(first, scope);
  if (!makers.has(name)) return false;
  // With fewer arguments than it has, the context is the first of them.
  const isOfContext = more.length === 0 && (name === "split" || name === "match" || name === "each");
  return (
    isOfContext ||
    either(flagOf(first, scope), { type: "function", value: "(", procedure: variable("exists"), arguments: [first] })
  );
}

/** Filters of which one names a place: `[0]`, `[-1]`, `[$count(items) - 1]`. */
function picksOne(node: Node): boolean {
  return filtersOf(node).some((filter) => isNode(filter) && isNode(filter.expr) && isPlace(filter.expr));
}

function isPlace(node: Node): boolean {
  if (node.type === "number") return true;
  if (node.type === "variable") return node.value !== "";
  if (node.type === "unary") return node.value === "-";
  if (node.type === "binary") return ["+", "-", "*", "/", "%"].includes(String(node.value));
  return node.type === "function" && numeric.has(nameOf(node.procedure));
}

const numeric: ReadonlySet<string> = new Set("count sum floor ceil round abs length number random".split(" "));

const filtersOf = (node: Node) => [...list(node.predicate), ...list(node.stages)];
const hasFilter = (node: Node) => filtersOf(node).length > 0 || node.group !== undefined;
const isMaker = (node: Node) => node.type === "unary" && (node.value === "{" || node.value === "[");
const nodeOf = (flag: Flag): Node => (typeof flag === "boolean" ? { type: "value", value: flag } : flag);

function bare({ predicate: _predicate, stages: _stages, ...node }: Node): Node {
  return untracked(node);
}

/** Without what only matters to steps that look back. */
function untracked({ tuple: _tuple, ancestor: _ancestor, ...node }: Node): Node {
  return node;
}
