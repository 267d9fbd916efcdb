/**
 * An Avro schema (1.12), walked once for reading and for writing: what is made of each kind of type is given. Libraries turn
 * a schema into code that they then run; one that comes from a server is only read here.
 */
import { parseJson } from "../../../lib/values/exact-json.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";
import { unreadable } from "./byte-reader.ts";

/** `preset`: the default, as a value; undefined where there is none. */
export type AvroField<Code> = { name: string; code: Code; preset: Json | undefined; mayBeNull: boolean };
/** `size`: in bytes where it is fixed. `isLong`: 64 bits and not 32. `perSecond`: how many units a second has. */
export type Logical =
  | { kind: "decimal"; scale: number; precision: number; size: number | undefined }
  | { kind: "uuid" | "duration" }
  | { kind: "date"; isLong: boolean }
  | { kind: "clock"; isLong: boolean; perSecond: bigint }
  | { kind: "time"; isLong: boolean; perSecond: bigint; isLocal: boolean };

export type AvroKinds<Code> = {
  primitives: ReadonlyMap<string, Code>;
  logical(type: Logical): Code;
  /** The fields are filled in later, as a record may hold itself. */
  record(name: string, fields: readonly AvroField<Code>[]): Code;
  union(branches: readonly { isNull: boolean; code: Code }[]): Code;
  enumeration(symbols: readonly Json[]): Code;
  fixed(size: number): Code;
  list(item: Code): Code;
  map(value: Code): Code;
  /** A type that is named, looked up when it is needed. */
  named(find: () => Code): Code;
};

type Schema = { [key: string]: Json };
type Walk<Code> = { kinds: AvroKinds<Code>; names: Map<string, Code>; namespace: string };

/** `references` are schemas whose types the schema names. Throws `bad_input` for what is no schema. */
export function compileAvro<Code>(schema: string, references: readonly string[], kinds: AvroKinds<Code>): Code {
  const names = new Map<string, Code>();
  for (const text of references) compile(parse(text), { kinds, names, namespace: "" });
  return compile(parse(schema), { kinds, names, namespace: "" });
}

/** A primitive type by itself may stand without quotes, as some registries give it. */
function parse(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text.trim();
  }
}

function compile<Code>(schema: Json, walk: Walk<Code>): Code {
  const { kinds } = walk;
  if (typeof schema === "string") return named(schema, walk);
  if (Array.isArray(schema))
    return kinds.union(schema.map((type) => ({ isNull: type === "null", code: compile(type, walk) })));
  if (!isObject(schema)) throw noSchema("A type is missing.");
  const { type } = schema;
  if (typeof type !== "string") return compile(type ?? null, walk);
  const found = logicalOf(schema, type);
  const logical = found && kinds.logical(found);
  if (type === "record" || type === "error") return record(schema, walk);
  if (type === "enum") return define(schema, walk, kinds.enumeration(symbolsOf(schema)));
  if (type === "fixed") return define(schema, walk, logical ?? kinds.fixed(fixedSize(schema)));
  if (type === "array") return kinds.list(compile(schema.items ?? null, walk));
  if (type === "map") return kinds.map(compile(schema.values ?? null, walk));
  return logical ?? named(type, walk);
}

function named<Code>(name: string, { kinds, names, namespace }: Walk<Code>): Code {
  const known = kinds.primitives.get(name);
  if (known !== undefined) return known;
  const full = name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
  if (!names.has(full) && !names.has(name)) throw noSchema(`The type “${name.slice(0, 200)}” is not defined.`);
  return kinds.named(() => {
    const found = names.get(full) ?? names.get(name);
    if (found === undefined) throw noSchema("A type holds itself and nothing else.");
    return found;
  });
}

function define<Code>(schema: Schema, walk: Walk<Code>, code: Code): Code {
  walk.names.set(fullName(schema, walk.namespace).full, code);
  return code;
}

function fullName({ name, namespace: own }: Schema, around: string): { full: string; namespace: string } {
  if (typeof name !== "string" || name === "") throw noSchema("A type has no name.");
  if (name.includes(".")) return { full: name, namespace: name.slice(0, name.lastIndexOf(".")) };
  const space = typeof own === "string" ? own : around;
  return { full: space === "" ? name : `${space}.${name}`, namespace: space };
}

function record<Code>(schema: Schema, walk: Walk<Code>): Code {
  const { full, namespace } = fullName(schema, walk.namespace);
  const fields: AvroField<Code>[] = [];
  const code = walk.kinds.record(full, fields);
  walk.names.set(full, code);
  if (!Array.isArray(schema.fields)) throw noSchema(`The record “${full}” has no fields.`);
  for (const field of schema.fields) {
    if (!isObject(field) || typeof field.name !== "string") throw noSchema(`A field of “${full}” has no name.`);
    const { name, type = null } = field;
    const mayBeNull = type === "null" || (Array.isArray(type) && type.includes("null"));
    fields.push({ name, code: compile(type, { ...walk, namespace }), preset: presetOf(field), mayBeNull });
  }
  return code;
}

/** Defaults of bytes are texts of code points up to 255, and so are not written as values are: those are left out. */
function presetOf({ default: preset, type = null }: Schema): Json | undefined {
  const inner = isObject(type) ? type.type : type;
  return inner === "bytes" || inner === "fixed" ? undefined : preset;
}

function symbolsOf({ symbols }: Schema): readonly Json[] {
  if (!Array.isArray(symbols)) throw noSchema("An enum has no symbols.");
  return symbols;
}

function fixedSize({ size }: Schema): number {
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw noSchema("A fixed type has no size.");
  return size;
}

const perSecond = { millis: 1000n, micros: 1_000_000n, nanos: 1_000_000_000n } as const;
const isTime = /^(local-)?(timestamp|time)-(millis|micros|nanos)$/;

/** Undefined for a logical type that is none, or does not fit its type: then the type counts, as the specification says. */
function logicalOf(schema: Schema, type: string): Logical | undefined {
  const { logicalType } = schema;
  if (typeof logicalType !== "string") return undefined;
  if (logicalType === "decimal") return decimalOf(schema, type);
  if (logicalType === "uuid" && type === "fixed" && schema.size === 16) return { kind: "uuid" };
  if (logicalType === "duration" && type === "fixed" && schema.size === 12) return { kind: "duration" };
  if (type !== "int" && type !== "long") return undefined;
  const isLong = type === "long";
  if (logicalType === "date") return { kind: "date", isLong };
  const [, local, kind, unit] = isTime.exec(logicalType) ?? [];
  if (unit !== "millis" && unit !== "micros" && unit !== "nanos") return undefined;
  const per = { isLong, perSecond: perSecond[unit] };
  return kind === "time" ? { kind: "clock", ...per } : { kind: "time", ...per, isLocal: local !== undefined };
}

function decimalOf(schema: Schema, type: string): Logical | undefined {
  const { scale = 0, precision = 1000 } = schema;
  if (typeof scale !== "number" || !Number.isSafeInteger(scale) || scale < 0 || scale > 1000) return undefined;
  if (type !== "bytes" && type !== "fixed") return undefined;
  const size = type === "fixed" ? fixedSize(schema) : undefined;
  return { kind: "decimal", scale, precision: typeof precision === "number" ? precision : 1000, size };
}

const noSchema = (why: string) => unreadable(`That is not an Avro schema: ${why}`);
