/** Values as an input takes them: what an edge or the form brings, by the input's shape. */
import { PatchbayError } from "../../lib/errors.ts";
import type { Shape } from "../../lib/service/shape.ts";
import { exactNumber, stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";

/** Only what can be meant in one way is changed: a text that is a number, one item where a list is asked for. The server checks the rest. */
export function fitValue(value: Json, shape: Shape, name: string): Json {
  if (value === null) return null;
  switch (shape.kind) {
    case "number":
    case "integer":
      return typeof value === "string" ? numberIn(value, name) : value;
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "text":
      return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
    case "choice":
      return chosen(value, shape.options ?? []);
    case "list":
      return fitList(Array.isArray(value) ? value : [value], shape, name);
    case "object":
      return fitObject(value, shape, name);
    default:
      return value;
  }
}

function fitList(values: readonly Json[], { item }: Shape, name: string): Json {
  return values.map((value, index) => (item ? fitValue(value, item, `${name}[${index}]`) : value));
}

function fitObject(value: Json, { fields = [] }: Shape, name: string): Json {
  if (!isObject(value)) return value;
  const shapes = new Map(fields.map((field) => [field.name, field.shape]));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const shape = shapes.get(key);
      return [key, shape ? fitValue(inner, shape, `${name}.${key}`) : inner];
    }),
  );
}

function numberIn(text: string, name: string): Json {
  const number = text.trim() === "" ? Number.NaN : exactNumber(text.trim());
  if (!Number.isNaN(number)) return number;
  throw new PatchbayError("bad_input", `“${name}” takes a number, and got “${clip(text)}”.`);
}

/** An option that is a number or yes and no may arrive as its text. */
function chosen(value: Json, options: readonly Json[]): Json {
  if (options.includes(value)) return value;
  return options.find((option) => typeof option !== "string" && stringifyJson(option) === value) ?? value;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
