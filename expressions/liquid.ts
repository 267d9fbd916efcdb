/** Liquid as steps fill it and as the editor shows it. */
import { Liquid, type Template } from "liquidjs";
import * as z from "zod";
import type { Problem } from "../lib/expressions/expression.ts";
import { noFilter } from "../lib/expressions/unknown-filter.ts";
import type { Values } from "../lib/run.ts";
import { stringifyJson } from "../lib/values/exact-json.ts";
import { readDatesAsUtc } from "./liquid-dates.ts";
import { keepWholeNumbers, largeLiteral, largeLiteralMessage } from "./liquid-numbers.ts";

/**
 * Own properties only and hard limits: a template is data from people who may not be friends. `outputEscape` is applied to what
 * each `{{ … }}` writes, after its filters; a last filter `raw` leaves it as it is.
 */
export function makeRenderer(
  limitMs: number,
  outputEscape?: (value: unknown) => string,
): (template: string, values: Values) => Promise<string> {
  const engine = new Liquid({
    outputEscape: outputEscape ?? textOf,
    // A date keeps the zone it is written in.
    preserveTimezones: true,
    timezoneOffset: 0,
    ownPropertyOnly: true,
    strictVariables: false,
    strictFilters: true,
    parseLimit: 1_000_000,
    renderLimit: limitMs,
    memoryLimit: 50_000_000,
  });
  readDatesAsUtc(engine);
  keepWholeNumbers(engine);
  const parsed = new Map<string, Template[]>();

  function read(template: string): Template[] {
    const known = parsed.get(template) ?? parse(engine, template);
    parsed.delete(template);
    parsed.set(template, known);
    const [oldest] = parsed.keys();
    if (parsed.size > 200 && oldest !== undefined) parsed.delete(oldest);
    return known;
  }

  return async (template, values) => String(await engine.render(read(template), values));
}

function parse(engine: Liquid, template: string): Template[] {
  const large = largeLiteral(template);
  if (large) throw new Error(largeLiteralMessage(large));
  return engine.parse(template);
}

/** Objects, and lists that hold any, are JSON; other values are written as Liquid does. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.some(isObject) ? stringifyJson(value) : value.map(textOf).join("");
  return isObject(value) ? stringifyJson(value) : String(value);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** A value as a part of a URL: it cannot end the path, add a parameter or change the host. Lists and objects are JSON. */
export function escapeForUrl(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? stringifyJson(value) : String(value);
  return encodeURIComponent(text.toWellFormed());
}

export function reasonOf(thrown: unknown): string {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  // The library looks for other templates among files, and there are none.
  return reason.replace(
    /^ENOENT: Failed to lookup "([^"]*)" in "[^"]*"/,
    "there are no other templates, such as “$1”, to include",
  );
}

const checker = new Liquid({ strictFilters: true, parseLimit: 1_000_000 });

/** What is wrong with a template before it is filled: its syntax, or a filter that does not exist. */
export function checkLiquid(text: string): Problem | undefined {
  try {
    checker.parse(text);
    const large = largeLiteral(text);
    if (!large) return undefined;
    return {
      level: "error",
      message: largeLiteralMessage(large),
      from: large.from,
      to: large.from + large.digits.length,
    };
  } catch (thrown) {
    const reason = reasonOf(thrown).replace(/, line:\d+, col:\d+$/, "");
    const found = Thrown.safeParse(thrown).data?.token;
    const from = Math.min(found?.begin ?? 0, text.length);
    const to = Math.max(from, Math.min(found?.end ?? text.length, text.length));
    const filter = /^undefined filter: (.+)$/.exec(reason)?.[1];
    if (filter === undefined) return { level: "error", message: plainReason(reason), from, to };
    return { level: "error", message: noFilter(filter), from, to };
  }
}

const Thrown = z.looseObject({ token: z.looseObject({ begin: z.number(), end: z.number() }) });

/** The parser's reasons in plain words; those that are plain already are left as they are. */
function plainReason(reason: string): string {
  const at = (pattern: RegExp) => pattern.exec(reason)?.[1];
  const output = at(/^output "([\s\S]+)" not closed$/);
  if (output !== undefined) return "“{{” has no “}}” after it.";
  if (at(/^(tag) "[\s\S]+" not closed$/) !== undefined) return "“{%” has no “%}” after it.";
  const open = at(/^tag \{%-?\s*(\w+)[\s\S]*not closed$/);
  if (open !== undefined) return `“${open}” has no “end${open}” after it.`;
  const end = at(/^tag "(end\w+|else|elsif|when)" not found$/);
  if (end !== undefined) return `“${end}” has no beginning before it.`;
  const tag = at(/^tag "(.+)" not found$/);
  if (tag !== undefined) return `There is no tag “${tag}”.`;
  const value = at(/^invalid value expression: "([\s\S]*)"$/);
  if (value !== undefined)
    return value.trim() === "" ? "A name or a value is missing here." : `“${value}” is no value.`;
  const illegal = at(/^illegal tag: ([\s\S]+)$/);
  if (illegal !== undefined) return `“${illegal}” is not complete. A loop is written {% for item in items %}.`;
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
