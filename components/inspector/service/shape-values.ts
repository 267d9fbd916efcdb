import type { Shape } from "../../../lib/service/shape.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { PlainJson } from "../../../lib/values/json.ts";

/** What a form begins with: the defaults of what has to be there, and what can only have one value. */
export function freshValue(shape: Shape): PlainJson | undefined {
  if (shape.kind === "choice" && shape.options?.length === 1) return shape.options[0];
  if (shape.kind !== "object") return shape.default;
  const fields = (shape.fields ?? []).flatMap(({ name, isRequired, shape: inner }) => {
    const value = isRequired ? freshValue(inner) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...(isObject(shape.default) ? shape.default : {}), ...Object.fromEntries(fields) };
}

/** Which of its alternatives a value is: by the field that tells them apart, else by its kind. */
export function variantOf({ variants = [], tag }: Shape, value: PlainJson | undefined): number | undefined {
  if (value === undefined) return undefined;
  const index = variants.findIndex(({ shape }) => {
    if (tag !== undefined && isObject(value)) {
      const options = shape.fields?.find(({ name }) => name === tag)?.shape.options ?? [];
      return options.includes(value[tag] ?? null);
    }
    return fitsKind(value, shape);
  });
  return index === -1 ? undefined : index;
}

function fitsKind(value: PlainJson, { kind, fields = [] }: Shape): boolean {
  if (kind === "object")
    return isObject(value) && Object.keys(value).every((key) => fields.some(({ name }) => name === key));
  if (kind === "list") return Array.isArray(value);
  if (kind === "boolean") return typeof value === "boolean";
  if (kind === "number" || kind === "integer") return typeof value === "number";
  return kind === "any" || typeof value === "string";
}
