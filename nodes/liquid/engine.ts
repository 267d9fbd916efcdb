import { Liquid, type Template } from "liquidjs";
import type { Values } from "../../lib/run.ts";

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
    // A date keeps the zone it is written in. One without a zone still depends on the worker's own.
    preserveTimezones: true,
    timezoneOffset: 0,
    ownPropertyOnly: true,
    strictVariables: false,
    parseLimit: 1_000_000,
    renderLimit: limitMs,
    memoryLimit: 50_000_000,
  });
  const parsed = new Map<string, Template[]>();

  function read(template: string): Template[] {
    const known = parsed.get(template) ?? engine.parse(template);
    parsed.delete(template);
    parsed.set(template, known);
    const [oldest] = parsed.keys();
    if (parsed.size > 200 && oldest !== undefined) parsed.delete(oldest);
    return known;
  }

  return async (template, values) => String(await engine.render(read(template), values));
}

/** Objects, and lists that hold any, are JSON; other values are written as Liquid does. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.some(isObject) ? JSON.stringify(value) : value.map(textOf).join("");
  return isObject(value) ? JSON.stringify(value) : String(value);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** A value as a part of a URL: it cannot end the path, add a parameter or change the host. Lists and objects are JSON. */
export function escapeForUrl(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return encodeURIComponent(text.toWellFormed());
}

export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
