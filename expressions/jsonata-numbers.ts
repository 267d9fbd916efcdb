/**
 * JSONata computes with JavaScript's numbers, which round whole numbers beyond 2^53. An expression that meets one is evaluated
 * in another way: its operators and the functions on numbers are ours, which are exact, and refuse what would be rounded.
 */
import type jsonata from "jsonata";
import { PatchbayError } from "../lib/errors.ts";
import { exactNumber, mostDigits, stringifyJson, wholeNumber } from "../lib/values/exact-json.ts";
import { roundOff } from "../lib/values/written/read-number.ts";
import { isNode, list, type Node, nameOf, variable } from "./jsonata-syntax.ts";

/** Thrown where an expression has to be evaluated in the exact way. */
export const meetsLarge = { message: "It meets a whole number beyond 2^53." };

/** Whether a number that is written in the expression, or that it gave, is a whole number beyond 2^53. */
export function holdsLarge(part: unknown): boolean {
  if (typeof part === "number") return isLarge(part);
  if (typeof part === "bigint") return true;
  if (Array.isArray(part)) return part.some(holdsLarge);
  // JSONata keeps functions as objects that refer back to themselves.
  if (!isNode(part) || "_jsonata_lambda" in part || "_jsonata_function" in part) return false;
  return Object.values(part).some(holdsLarge);
}

const isLarge = (number: number) => Number.isInteger(number) && !Number.isSafeInteger(number);

/** The syntax tree of an expression, with operators that are exact. */
export function exactTree(part: unknown, text: string): unknown {
  if (Array.isArray(part)) return part.map((item) => exactTree(item, text));
  if (!isNode(part) || part instanceof RegExp) return part;
  const node: Node = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, exactTree(value, text)]));
  const { type, value } = node;
  if (type === "number") return literal(node, text);
  if (type === "condition") return { ...node, condition: call("truth", [node.condition], node) };
  if (type === "unary" && value === "-") return call("-", [{ type: "value", value: 0 }, node.expression], node);
  if (type === "function" && choosers.has(nameOf(node.procedure))) {
    return { ...node, arguments: list(node.arguments).map(asChoice) };
  }
  if (type !== "binary") return node;
  if (value === "&") return { ...node, lhs: call("text", [node.lhs], node), rhs: call("text", [node.rhs], node) };
  if (value === "and" || value === "or") {
    return { ...node, lhs: call("truth", [node.lhs], node), rhs: call("truth", [node.rhs], node) };
  }
  return operators.has(String(value)) ? call(String(value), [node.lhs, node.rhs], node) : node;
}

/** Functions whose callback says yes or no. */
const choosers: ReadonlySet<string> = new Set(["filter", "single", "sift"]);

function asChoice(argument: unknown): unknown {
  if (!isNode(argument) || argument.type !== "lambda" || !isNode(argument.body)) return argument;
  // A body that ends in a call has been turned into a thunk.
  if (argument.body.type === "lambda") return argument;
  return { ...argument, body: call("truth", [argument.body], argument.body) };
}

/** Filters and groups of the node stay with the call that takes its place. */
function call(name: string, given: readonly unknown[], { lhs: _l, rhs: _r, expression: _e, ...node }: Node): Node {
  const kept = name === "truth" || name === "text" ? { position: node.position } : node;
  return { ...kept, type: "function", value: "(", procedure: variable(`exact ${name}`), arguments: given };
}

/** A number that JavaScript has rounded, as it is written. */
function literal(node: Node, text: string): Node {
  const { value, position } = node;
  if (typeof value !== "number" || !isLarge(value)) return node;
  const [digits] = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.exec(text.slice(0, Number(position))) ?? [];
  if (digits === undefined) return node;
  const whole = exactNumber(digits);
  return { ...node, type: "value", value: value < 0 ? -whole : whole };
}

const operators: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "<", "<=", ">", ">="]);

export function registerExact(program: Pick<jsonata.Expression, "registerFunction">): void {
  for (const op of ["+", "-", "*", "/", "%"] as const) {
    program.registerFunction(`exact ${op}`, (a: unknown, b: unknown) => compute(op, a, b));
  }
  for (const [op, holds] of Object.entries(orders)) {
    program.registerFunction(`exact ${op}`, (a: unknown, b: unknown) => {
      const order = compare(op, a, b);
      return order === undefined ? undefined : holds(order);
    });
  }
  program.registerFunction("exact truth", (value: unknown) => (typeof value === "bigint" ? true : value));
  program.registerFunction("exact text", (value: unknown) => (holdsLarge(value) ? stringifyJson(value) : value));
  program.registerFunction("string", toText, "<x-b?:s>");
  program.registerFunction("number", (value: unknown) => toNumber(value), "<x-:x>");
  program.registerFunction("type", typeOf, "<x:s>");
  // Changing a part of a value (`|…|…|`) makes a copy first.
  program.registerFunction("clone", (value: unknown) => structuredClone(value), "<(oa)-:o>");
  program.registerFunction("boolean", truth, "<x-:b>");
  program.registerFunction("not", (value: unknown) => (value === undefined ? undefined : !truth(value)), "<x-:b>");
  for (const name of ["floor", "ceil", "round"] as const) {
    program.registerFunction(name, (value: unknown, digits?: unknown) => round(name, value, digits), "<x-n?:x>");
  }
  const sum = (given: unknown) => numbers(given).reduce((total: unknown, item) => compute("+", total, item), 0);
  program.registerFunction("sum", sum);
  program.registerFunction("average", (given: unknown) => {
    const all = numbers(given);
    return all.length === 0 ? undefined : compute("/", sum(all), all.length);
  });
  program.registerFunction("max", (given: unknown) => most(given, 1));
  program.registerFunction("min", (given: unknown) => most(given, -1));
  program.registerFunction("abs", (value: unknown) => (most([value, 0], 1) === value ? value : compute("-", 0, value)));
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

type Operator = "+" | "-" | "*" | "/" | "%";
type AnyNumber = number | bigint;
const isNumber = (value: unknown): value is AnyNumber => typeof value === "number" || typeof value === "bigint";

function compute(op: Operator, a: unknown, b: unknown): AnyNumber | undefined {
  if (a !== undefined && !isNumber(a)) throw { code: "T2001", value: a, token: op };
  if (b !== undefined && !isNumber(b)) throw { code: "T2002", value: b, token: op };
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === "number" && typeof b === "number") {
    const result = plainly[op](a, b);
    if (!isLarge(result) || op === "/" || op === "%" || !Number.isInteger(a) || !Number.isInteger(b))
      return roundOff(result);
  }
  const isWhole = [a, b].every((each) => typeof each === "bigint" || Number.isInteger(each));
  const [x, y] = isWhole ? [BigInt(a), BigInt(b)] : [];
  if (x === undefined || y === undefined || (op === "/" && (y === 0n || x % y !== 0n))) throw wouldRound(a, op, b);
  if (op === "%" && y === 0n) throw wouldRound(a, op, b);
  const result = exactly[op](x, y);
  if (result >= limit || result <= -limit) throw { message: `It gives a number of more than ${mostDigits} digits.` };
  return wholeNumber(result);
}

const limit = 10n ** BigInt(mostDigits);

const plainly: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};
const exactly: Readonly<Record<Operator, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

function wouldRound(a: AnyNumber, op: Operator, b: AnyNumber) {
  return { message: `${a} ${op} ${b} would be rounded, as it is no whole number. Compute with whole numbers there.` };
}

/** Below, at or above 0; undefined where one is missing. JavaScript compares numbers and bigints exactly. */
function compare(op: string, a: unknown, b: unknown): number | undefined {
  const wrong = [a, b].find((each) => each !== undefined && !isNumber(each) && typeof each !== "string");
  if (wrong !== undefined) throw { code: "T2010", value: wrong, token: op };
  if (a === undefined || b === undefined) return undefined;
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  throw { message: `The values ${a} and ${b} on both sides of ${op} must be two numbers or two texts.` };
}

function numbers(given: unknown): AnyNumber[] {
  const all = given === undefined ? [] : Array.isArray(given) ? list(given) : [given];
  return all.map((item) => {
    if (isNumber(item)) return item;
    throw { message: `It needs numbers, and ${stringifyJson(item)} is none.` };
  });
}

function most(given: unknown, sign: 1 | -1): AnyNumber | undefined {
  const [first, ...more] = numbers(given);
  return more.reduce(
    (best: AnyNumber | undefined, item) => ((compare("<", best, item) ?? 0) * sign < 0 ? item : best),
    first,
  );
}

function round(name: "floor" | "ceil" | "round", value: unknown, digits: unknown): unknown {
  if (typeof value === "bigint" || value === undefined) return value;
  if (typeof value !== "number") throw { message: `$${name} needs a number.` };
  if (name !== "round") return Math[name](value);
  const factor = 10 ** (typeof digits === "number" ? digits : 0);
  const scaled = Math.round(value * factor);
  return (Math.abs(scaled - value * factor) === 0.5 && scaled % 2 !== 0 ? scaled - 1 : scaled) / factor;
}

function truth(value: unknown): boolean | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.some(truth);
  if (isNode(value)) return Object.keys(value).length > 0 && !("_jsonata_lambda" in value);
  return Boolean(value);
}

function typeOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (isNumber(value)) return "number";
  const isFunction = isNode(value) && ("_jsonata_lambda" in value || "_jsonata_function" in value);
  return isFunction ? "function" : typeof value;
}

function toText(value: unknown, isPretty?: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  if (isNode(value) && ("_jsonata_lambda" in value || "_jsonata_function" in value)) return "";
  return stringifyJson(value, isPretty === true ? 2 : 0);
}

/** JSONata's `$number`, which keeps whole numbers of many digits. */
export function toNumber(value: unknown): AnyNumber | undefined {
  if (value === undefined || isNumber(value)) return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || !isWritten.test(value) || !Number.isFinite(Number(value))) {
    throw { code: "D3030", value, index: 1 };
  }
  try {
    return exactNumber(value);
  } catch (thrown) {
    throw thrown instanceof PatchbayError ? { message: thrown.userMessage } : thrown;
  }
}

const isWritten = /^(-?\d+(\.\d+)?(e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i;
