/** Tensors as people read them: a number, a text, or lists of lists. */
import { PatchbayError } from "../../../lib/errors.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import type { Shape } from "../../../lib/service/shape.ts";
import { exactNumber } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";

/** `dims`: -1 is a length that the caller chooses. */
export type Tensor = { name: string; datatype: string; dims: number[] };
export type TensorValue = { shape: number[]; data: Json[] };

const wholeTypes = /^U?INT(8|16|32|64)$/;
const decimalTypes = /^(FP(16|32|64)|BF16)$/;

/** Servers behind a translation of gRPC write whole numbers as texts. */
export function lengthOf(given: Json): number | undefined {
  const number = typeof given === "string" && /^-?\d{1,15}$/.test(given) ? Number(given) : given;
  return typeof number === "number" ? number : undefined;
}

/** A tensor of one value is that value; a first length that is free is that of a batch, which may be of one. */
function isScalar({ dims }: Pick<Tensor, "dims">): boolean {
  const [, ...rest] = dims;
  return (dims[0] === undefined || Math.abs(dims[0]) === 1) && rest.every((length) => length === 1);
}

function elementKind(datatype: string): "text" | "boolean" | "integer" | "number" | "any" {
  if (datatype === "BYTES" || datatype === "STRING") return "text";
  if (datatype === "BOOL") return "boolean";
  if (wholeTypes.test(datatype)) return "integer";
  return decimalTypes.test(datatype) ? "number" : "any";
}

/** One value, or lists of them as deep as the tensor. A scalar's port takes a batch as well. */
export function kindOfTensor(tensor: Tensor): PortKind {
  return isScalar(tensor) ? "any" : "json";
}

export function shapeOfTensor(tensor: Tensor): Shape {
  const description = `${tensor.datatype}${tensor.dims.length === 0 ? "" : ` [${tensor.dims.join(", ")}]`}`;
  if (isScalar(tensor)) return { kind: "any", title: tensor.name, description };
  const element: Shape = { kind: elementKind(tensor.datatype) };
  // The free length of a batch need not be written.
  const lists = tensor.dims[0] === -1 && tensor.dims.length > 1 ? tensor.dims.slice(1) : tensor.dims;
  const nested = lists.reduce((item): Shape => ({ kind: "list", item }), element);
  return { ...nested, title: tensor.name, description };
}

/**
 * The value as the server takes it. A value with fewer lists around it than the tensor has is wrapped: `isWrapped` says
 * that the answer's first list was not asked for. Throws `bad_input` when it is uneven or of other lengths.
 */
export function toTensor(value: Json, tensor: Tensor): TensorValue & { isWrapped: boolean } {
  let nested = value;
  let isWrapped = false;
  for (let depth = depthOf(value); depth < tensor.dims.length; depth += 1) {
    nested = [nested];
    isWrapped = true;
  }
  const shape = lengthsOf(nested);
  assertLengths(shape, tensor);
  const data: Json[] = [];
  flatten(nested, shape, { data, tensor });
  return { shape, data, isWrapped };
}

function depthOf(value: Json): number {
  return Array.isArray(value) ? 1 + (value[0] === undefined ? 0 : depthOf(value[0])) : 0;
}

function lengthsOf(value: Json): number[] {
  return Array.isArray(value) ? [value.length, ...(value[0] === undefined ? [] : lengthsOf(value[0]))] : [];
}

function assertLengths(shape: readonly number[], { name, dims }: Tensor): void {
  const fits = shape.length === dims.length && shape.every((length, at) => (dims[at] ?? -1) < 0 || dims[at] === length);
  if (fits || dims.length === 0) return;
  const asked = dims.map((length) => (length < 0 ? "any" : length)).join(" × ");
  const words = `“${name}” should have the lengths ${asked || "of one value"}, and has ${shape.join(" × ") || "none"}.`;
  throw new PatchbayError("bad_input", words);
}

type Filling = { data: Json[]; tensor: Tensor };

function flatten(value: Json, [length, ...rest]: readonly number[], filling: Filling): void {
  const { name, datatype } = filling.tensor;
  if (length === undefined) {
    filling.data.push(toElement(value, filling.tensor));
    return;
  }
  if (!Array.isArray(value) || value.length !== length) {
    throw new PatchbayError("bad_input", `“${name}” (${datatype}) is uneven: its lists differ in length or depth.`);
  }
  for (const item of value) flatten(item, rest, filling);
}

function toElement(value: Json, { name, datatype }: Tensor): Json {
  const kind = elementKind(datatype);
  if (kind === "any") return value;
  const converted = converters[kind](value);
  if (converted !== undefined) return converted;
  const shown = JSON.stringify(value, (_key, each) => (typeof each === "bigint" ? String(each) : each)).slice(0, 60);
  throw new PatchbayError("bad_input", `“${name}” takes ${datatype} values, and one is ${shown}.`);
}

const converters = {
  text: (value) => (typeof value === "string" ? value : scalarText(value)),
  boolean: (value) => (typeof value === "boolean" ? value : { true: true, false: false }[String(value)]),
  integer: (value) => {
    const number = toNumber(value);
    return typeof number === "bigint" || Number.isInteger(number) ? number : undefined;
  },
  number: toNumber,
} as const satisfies Record<"text" | "boolean" | "integer" | "number", (value: Json) => Json | undefined>;

function scalarText(value: Json): string | undefined {
  return value === null || typeof value === "object" ? undefined : String(value);
}

function toNumber(value: Json): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = exactNumber(value.trim());
  return Number.isNaN(number) ? undefined : number;
}

/** What the server answered, as nested lists; servers send data flat or nested. Without the batch of one that was not asked for. */
export function fromTensor({ shape, data }: TensorValue, { isWrapped }: { isWrapped: boolean }): Json {
  const flat = flatOf(data);
  // A tensor without lengths is one value.
  if (shape.length === 0 && flat.length === 1) return flat[0] ?? null;
  const count = shape.reduce((product, length) => product * length, 1);
  const nested = isShape(shape) && flat.length === count ? nest(flat, shape) : data;
  if (!isWrapped || !Array.isArray(nested) || nested.length !== 1) return nested;
  const [only = null] = nested;
  return Array.isArray(only) && only.length === 1 && shape.length === 2 ? (only[0] ?? null) : only;
}

const mostEmptyLists = 10_000;

/** A server may send any numbers. Where one is 0 there is no data, and those before it would make lists without end. */
function isShape(shape: readonly number[]): boolean {
  const end = shape.indexOf(0);
  const lists = end < 0 ? 0 : shape.slice(0, end).reduce((product, length) => product * length, 1);
  return lists <= mostEmptyLists && shape.every((length) => Number.isInteger(length) && length >= 0);
}

function flatOf(data: readonly Json[]): Json[] {
  return data.flatMap((item) => (Array.isArray(item) ? flatOf(item) : [item]));
}

function nest(flat: readonly Json[], [length = 0, ...rest]: readonly number[]): Json {
  if (rest.length === 0) return [...flat];
  const step = rest.reduce((product, each) => product * each, 1);
  return Array.from({ length }, (_, at) => nest(flat.slice(at * step, (at + 1) * step), rest));
}
