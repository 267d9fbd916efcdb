/** JSONata as steps evaluate it and as the editor shows it: its limits, and the words for what it throws. */
import jsonata from "jsonata";
import * as z from "zod";
import type { Problem } from "../lib/expressions/expression.ts";
import { jsonataFunctions } from "../lib/expressions/jsonata-functions.ts";
import { hasBigInt, stringifyJson } from "../lib/values/exact-json.ts";
import { isObject } from "../lib/values/is-object.ts";
import { holdsLongDecimal, registerRounding, registerSums, roundedTree, usesOfDecimals } from "./jsonata-decimals.ts";
import { exactTree, holdsLarge, meetsLarge, registerExact, toNumber } from "./jsonata-numbers.ts";
import { isListFunction } from "./jsonata-syntax.ts";
import { keepLists } from "./keep-lists.ts";

/** `ast`: of the expression as it is written. */
export type Program = Pick<jsonata.Expression, "evaluate" | "ast">;

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

/**
 * An expression whose lists stay lists (keep-lists.ts). Where it meets whole numbers beyond 2^53 it is evaluated in the exact
 * way (jsonata-numbers.ts), which costs more: in its value, in itself, or in what it gave.
 */
function makeProgram(expression: string, timeoutMs: number): Program {
  const { program, written } = readProgram(expression, timeoutMs, (tree) => tree);
  const isLarge = /\d{16}/.test(expression) && holdsLarge(written);
  const uses = usesOfDecimals(written);
  let exact: jsonata.Expression | undefined;
  let rounded: jsonata.Expression | undefined;
  program.registerFunction("number", plainNumber, "<(nsb)-:n>");
  registerSums(program);
  /** Most results have no decimals that would be rounded, and need not be computed in the slower way. */
  const evaluate: jsonata.Expression["evaluate"] = async (value, bindings) => {
    const isRounded = uses.computes && uses.compares;
    const result: unknown = isRounded ? undefined : await program.evaluate(value, bindings);
    if (!isRounded && !(uses.computes && holdsLongDecimal(result))) return result;
    rounded ??= makeRounded(expression, timeoutMs);
    return await rounded.evaluate(value, bindings);
  };
  return {
    ast: () => written,
    async evaluate(value, bindings) {
      if (!isLarge && !hasBigInt(value)) {
        const result = await evaluate(value, bindings).catch(unlessLarge);
        if (result !== meetsLarge && !holdsLarge(result)) return result;
      }
      exact ??= makeExact(expression, timeoutMs);
      return exact.evaluate(value, bindings);
    },
  };
}

function makeRounded(expression: string, timeoutMs: number): jsonata.Expression {
  const { program } = readProgram(expression, timeoutMs, roundedTree);
  program.registerFunction("number", plainNumber, "<(nsb)-:n>");
  registerSums(program);
  registerRounding(program);
  return program;
}

function makeExact(expression: string, timeoutMs: number): jsonata.Expression {
  const { program } = readProgram(expression, timeoutMs, (tree) => exactTree(tree, expression));
  registerExact(program);
  return program;
}

/** JSONata gives out its own tree, so that it can be changed in place. */
function readProgram(expression: string, timeoutMs: number, change: (tree: unknown) => unknown) {
  const program = jsonata(expression, { timeout: timeoutMs, stack: 400, sequence: 1_000_000 });
  const root: object = program.ast();
  const written: jsonata.ExprNode = { ...program.ast() };
  const changed = change(keepLists(written) ?? written);
  for (const key of Object.keys(root)) Reflect.deleteProperty(root, key);
  Object.assign(root, changed);
  program.registerFunction(isListFunction, (value: unknown) => Array.isArray(value));
  return { program, written };
}

function plainNumber(value: unknown): number | undefined {
  const number = toNumber(value);
  if (typeof number === "bigint") throw meetsLarge;
  return number;
}

function unlessLarge(thrown: unknown): typeof meetsLarge {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && thrown.message === meetsLarge.message) {
    return meetsLarge;
  }
  throw thrown;
}

/** A result as JSON; undefined when there is none. Throws for a number that JSON would write as null, such as 5 / 0. */
export function resultText(result: unknown): string | undefined {
  return stringifyJson(result, 0, (value) => {
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
  // Functions of JSONata's own know no whole numbers beyond 2^53.
  if (/BigInt/.test(String(thrown.message)) || ("value" in thrown && typeof thrown.value === "bigint")) return noLarge;
  const message = String(thrown.message);
  if (!("position" in thrown) || typeof thrown.position !== "number") return message;
  // What an expression says by $error is often a sentence.
  const [, words = message, stop = ""] = /^(.*?)(\.?)$/s.exec(message) ?? [];
  return `${words} (at character ${thrown.position})${stop}`;
}

const noLarge =
  "A whole number of so many digits has no place there, as it would be rounded. It can be compared, computed with and passed on; $string makes it a text.";

/** What is wrong with an expression before it is evaluated: its syntax, or a function that does not exist. */
export function checkJsonata(text: string): Problem | undefined {
  try {
    return unknownName(jsonata(text).ast(), text);
  } catch (thrown) {
    if (thrown instanceof RangeError) return problemAt("It is nested too deeply.", 0, text.length);
    const found = Thrown.safeParse(thrown).data;
    if (!found) return problemAt(messageOf(thrown), 0, text.length);
    const end = Math.min(text.length, found.position ?? text.length);
    const token = found.token === undefined || found.token === "(end)" ? "" : String(found.token);
    const isThere = token !== "" && text.slice(end - token.length, end) === token;
    return problemAt(syntaxMessage(found, token), isThere ? end - token.length : end, end);
  }
}

const Thrown = z.looseObject({
  code: z.string(),
  message: z.string(),
  position: z.number().optional(),
  token: z.unknown().optional(),
  value: z.unknown().optional(),
});
type Thrown = z.infer<typeof Thrown>;

const problemAt = (message: string, from: number, to: number): Problem => ({ level: "error", message, from, to });

/** The parser's reasons in plain words; those that are plain already are left as they are. */
function syntaxMessage({ code, message, value }: Thrown, token: string): string {
  const plain: Readonly<Record<string, string>> = {
    S0101: "A text begins with a quote and has no quote at its end.",
    S0105: "A name begins with a backquote (`) and has no backquote at its end.",
    S0106: "A comment begins with /* and has no */ at its end.",
    S0201: `“${token}” is not expected here. An operator such as . or + may be missing before it.`,
    S0202: `“${String(value)}” is expected here, not “${token}”.`,
    S0203: `“${String(value)}” is missing at the end.`,
    S0204: `“${token}” is not an operator.`,
    S0207: "It ends too early: something is missing at the end.",
    S0208: "A parameter of a function begins with $.",
    S0211: `“${token}” cannot stand here: a value is missing before it.`,
    S0212: "What is left of := is a variable, which begins with $.",
    S0301: "The regular expression is empty.",
    S0302: "A regular expression begins with / and has no / at its end.",
  };
  return plain[code] ?? `${message}.`;
}

const Variable = z.looseObject({ type: z.literal("variable"), value: z.string(), position: z.number() });

/** A function or variable that neither JSONata has nor the expression defines. A variable is only empty, a call fails. */
function unknownName(ast: unknown, text: string): Problem | undefined {
  const used: { name: string; position: number }[] = [];
  const defined = new Set<string>(["", "$", ...Object.keys(jsonataFunctions)]);
  const define = (node: unknown) => {
    const name = typeof node === "string" ? node : Variable.safeParse(node).data?.value;
    if (name !== undefined) defined.add(name);
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    if (!isObject(value)) return;
    const variable = Variable.safeParse(value).data;
    if (variable) used.push({ name: variable.value, position: variable.position });
    if (value.type === "bind") define(value.lhs);
    if (value.type === "lambda" && Array.isArray(value.arguments)) value.arguments.forEach(define);
    define(value.focus);
    define(value.index);
    Object.values(value).forEach(walk);
  };
  walk(ast);
  const unknown = used.find(({ name }) => !defined.has(name));
  if (!unknown) return undefined;
  const from = Math.max(0, unknown.position - unknown.name.length - 1);
  const isCall = /^\s*\(/.test(text.slice(unknown.position));
  const message = isCall
    ? `There is no function $${unknown.name}.`
    : `There is no variable $${unknown.name}, so it gives nothing.`;
  return { level: isCall ? "error" : "warning", message, from, to: unknown.position };
}
