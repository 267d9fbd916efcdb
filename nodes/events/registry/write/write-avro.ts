/** Values in Avro (1.12, binary encoding), by a schema that is only read, as avro.ts reads it. */
import { parseJson } from "../../../../lib/values/exact-json.ts";
import type { Json } from "../../../../lib/values/json.ts";
import { unreadable } from "../byte-reader.ts";
import { type ByteWriter, makeByteWriter, nameOf, unfit, zigzagged } from "./byte-writer.ts";
import {
  bigEndianOf,
  bytesFrom,
  clockCount,
  dayCount,
  floatOf,
  signed,
  textOf,
  timeCount,
  unscaledOf,
  wholeIn,
} from "./whole-values.ts";

type To = { writer: ByteWriter; at: string };
type Write = (value: Json, to: To) => void;
type Schema = { [key: string]: Json };
type Around = { names: Map<string, Write>; namespace: string };
type Field = { name: string; write: Write; preset: Json | undefined; mayBeNull: boolean };

const mostDepth = 200;

/** `references` are schemas whose types the schema names. Throws `bad_input` for what is no schema. */
export function avroWriter(schema: string, references: readonly string[]): (value: Json) => Uint8Array {
  const names = new Map<string, Write>();
  for (const text of references) compile(parse(text), { names, namespace: "" });
  const write = compile(parse(schema), { names, namespace: "" });
  return (value) => {
    const writer = makeByteWriter();
    write(value, { writer, at: "" });
    return writer.bytes();
  };
}

function parse(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text.trim();
  }
}

const long = (value: bigint, { writer }: To) => writer.varint(zigzagged(value));
const sized = (bytes: Uint8Array, to: To) => {
  long(BigInt(bytes.length), to);
  to.writer.put(bytes);
};

const primitives = new Map<string, Write>([
  ["null", (value, { at }) => demand(value === null, "null", { value, at })],
  ["boolean", putBoolean],
  ["int", (value, to) => long(wholeIn(value, to.at, signed(32n)), to)],
  ["long", (value, to) => long(wholeIn(value, to.at, signed(64n)), to)],
  ["float", (value, { writer, at }) => writer.view(4, (view) => view.setFloat32(0, floatOf(value, at, 32), true))],
  ["double", (value, { writer, at }) => writer.view(8, (view) => view.setFloat64(0, floatOf(value, at, 64), true))],
  ["bytes", (value, to) => sized(bytesFrom(value, to.at), to)],
  ["string", (value, to) => sized(textOf(value, to.at), to)],
]);

function putBoolean(value: Json, { writer, at }: To): void {
  demand(typeof value === "boolean", "true or false", { value, at });
  writer.put(Uint8Array.of(value === true ? 1 : 0));
}

function demand(holds: boolean, wanted: string, { value, at }: { value: Json; at: string }): void {
  if (!holds) throw unfit(at, `It takes ${wanted}, and there is ${nameOf(value)}.`);
}

function compile(schema: Json, around: Around): Write {
  if (typeof schema === "string") return named(schema, around);
  if (Array.isArray(schema)) return union(schema, around);
  if (!isObject(schema)) throw noSchema("A type is missing.");
  const { type } = schema;
  if (typeof type !== "string") return compile(type ?? null, around);
  const logical = logicalOf(schema, type);
  if (type === "record" || type === "error") return record(schema, around);
  if (type === "enum") return define(schema, around, enumeration(schema));
  if (type === "fixed") return define(schema, around, logical ?? fixed(schema));
  if (type === "array") return list(compile(schema.items ?? null, around));
  if (type === "map") return map(compile(schema.values ?? null, around));
  return logical ?? named(type, around);
}

function named(name: string, { names, namespace }: Around): Write {
  const known = primitives.get(name);
  if (known) return known;
  const full = name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
  if (!names.has(full) && !names.has(name)) throw noSchema(`The type “${name.slice(0, 200)}” is not defined.`);
  return (value, to) => (names.get(full) ?? names.get(name))?.(value, to);
}

function define(schema: Schema, around: Around, write: Write): Write {
  around.names.set(fullName(schema, around).full, write);
  return write;
}

function fullName({ name, namespace: own }: Schema, { namespace }: Around): { full: string; namespace: string } {
  if (typeof name !== "string" || name === "") throw noSchema("A type has no name.");
  if (name.includes(".")) return { full: name, namespace: name.slice(0, name.lastIndexOf(".")) };
  const space = typeof own === "string" ? own : namespace;
  return { full: space === "" ? name : `${space}.${name}`, namespace: space };
}

function record(schema: Schema, around: Around): Write {
  const { full, namespace } = fullName(schema, around);
  const fields: Field[] = [];
  let depth = 0;
  const write: Write = (value, to) => {
    demand(isObject(value), `an object for ${full}`, { value, at: to.at });
    if (depth >= mostDepth) throw unfit(to.at, `It is deeper than ${mostDepth} levels.`);
    depth += 1;
    try {
      if (isObject(value)) putFields(value, fields, to);
    } finally {
      depth -= 1;
    }
  };
  around.names.set(full, write);
  if (!Array.isArray(schema.fields)) throw noSchema(`The record “${full}” has no fields.`);
  for (const field of schema.fields) {
    if (!isObject(field) || typeof field.name !== "string") throw noSchema(`A field of “${full}” has no name.`);
    const { type = null } = field;
    const mayBeNull = type === "null" || (Array.isArray(type) && type.includes("null"));
    const own = compile(type, { ...around, namespace });
    fields.push({ name: field.name, write: own, preset: presetOf(field), mayBeNull });
  }
  return write;
}

/** Defaults of bytes are texts of code points up to 255, and so are not written as values are: those are left out. */
function presetOf({ default: preset, type }: Schema): Json | undefined {
  const inner = isObject(type ?? null) ? Object(type).type : type;
  return inner === "bytes" || inner === "fixed" ? undefined : preset;
}

function putFields(value: Schema, fields: readonly Field[], { writer, at }: To): void {
  const known = new Set(fields.map(({ name }) => name));
  const other = Object.keys(value).find((name) => !known.has(name));
  if (other !== undefined) throw unfit(inside(at, other), "The schema has no such field.");
  for (const { name, write, preset, mayBeNull } of fields) {
    writer.count();
    const given = Object.hasOwn(value, name) ? value[name] : preset;
    if (given === undefined && !mayBeNull) throw unfit(inside(at, name), "The field is missing and has no default.");
    write(given ?? null, { writer, at: inside(at, name) });
  }
}

const inside = (at: string, name: string) => (at === "" ? name : `${at}.${name}`);

/** The first of its types that the value fits. */
function union(types: readonly Json[], around: Around): Write {
  const branches = types.map((type) => ({ isNull: type === "null", write: compile(type, around) }));
  const nullAt = branches.findIndex(({ isNull }) => isNull);
  const others = branches.filter(({ isNull }) => !isNull);
  return (value, to) => {
    if (value === null && nullAt >= 0) return long(BigInt(nullAt), to);
    const failures: unknown[] = [];
    for (const branch of others) {
      const takeBack = to.writer.mark();
      try {
        to.writer.count();
        long(BigInt(branches.indexOf(branch)), to);
        return branch.write(value, to);
      } catch (thrown) {
        if (!isUnfit(thrown)) throw thrown;
        takeBack();
        failures.push(thrown);
      }
    }
    if (failures.length === 1) throw failures[0];
    throw unfit(to.at, `${nameOf(value)} fits none of the ${branches.length} types of its union.`);
  };
}

const isUnfit = (thrown: unknown) => Object(thrown).code === "bad_input";

function enumeration({ symbols }: Schema): Write {
  if (!Array.isArray(symbols)) throw noSchema("An enum has no symbols.");
  return (value, to) => {
    const index = symbols.indexOf(value);
    demand(index >= 0, `one of ${symbols.slice(0, 10).join(", ")}`, { value, at: to.at });
    long(BigInt(index), to);
  };
}

function fixed(schema: Schema): Write {
  const size = fixedSize(schema);
  return (value, { writer, at }) => writer.put(ofSize(bytesFrom(value, at), size, at));
}

function ofSize(bytes: Uint8Array, size: number, at: string): Uint8Array {
  if (bytes.length !== size) throw unfit(at, `It takes ${size} bytes, and there are ${bytes.length}.`);
  return bytes;
}

function fixedSize({ size }: Schema): number {
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw noSchema("A fixed type has no size.");
  return size;
}

function list(item: Write): Write {
  return (value, { writer, at }) => {
    if (!Array.isArray(value)) throw unfit(at, `It takes a list, and there is ${nameOf(value)}.`);
    if (value.length > 0) long(BigInt(value.length), { writer, at });
    for (const [index, one] of value.entries()) {
      writer.count();
      item(one, { writer, at: `${at}[${index}]` });
    }
    long(0n, { writer, at });
  };
}

function map(item: Write): Write {
  return (value, { writer, at }) => {
    if (!isObject(value)) throw unfit(at, `It takes an object, and there is ${nameOf(value)}.`);
    const entries = Object.entries(value);
    if (entries.length > 0) long(BigInt(entries.length), { writer, at });
    for (const [key, one] of entries) {
      writer.count();
      sized(textOf(key, at), { writer, at });
      item(one, { writer, at: inside(at, key) });
    }
    long(0n, { writer, at });
  };
}

const perSecond = { millis: 1000n, micros: 1_000_000n, nanos: 1_000_000_000n } as const;
const isTime = /^(local-)?(timestamp|time)-(millis|micros|nanos)$/;

/** Undefined for a logical type that is none, or does not fit its type: then the type counts, as the specification says. */
function logicalOf(schema: Schema, type: string): Write | undefined {
  const { logicalType } = schema;
  if (typeof logicalType !== "string") return undefined;
  if (logicalType === "decimal") return decimalOf(schema, type);
  if (logicalType === "uuid" && type === "fixed" && schema.size === 16) return uuid;
  if (logicalType === "duration" && type === "fixed" && schema.size === 12) return duration;
  if (type !== "int" && type !== "long") return undefined;
  const range = signed(type === "int" ? 32n : 64n);
  const count = (of: (value: Json, at: string) => bigint): Write => {
    return (value, to) => long(wholeIn(of(value, to.at), to.at, range), to);
  };
  if (logicalType === "date") return count(dayCount);
  const [, local, kind, unit] = isTime.exec(logicalType) ?? [];
  if (unit !== "millis" && unit !== "micros" && unit !== "nanos") return undefined;
  const per = perSecond[unit];
  if (kind === "time") return count((value, at) => clockCount(value, at, per));
  return count((value, at) => timeCount(value, at, { perSecond: per, isLocal: local !== undefined }));
}

function decimalOf(schema: Schema, type: string): Write | undefined {
  const { scale = 0, precision = 1000 } = schema;
  if (typeof scale !== "number" || !Number.isSafeInteger(scale) || scale < 0 || scale > 1000) return undefined;
  const digits = { scale, precision: typeof precision === "number" ? precision : 1000 };
  if (type === "bytes") return (value, to) => sized(bigEndianOf(unscaledOf(value, to.at, digits), to.at), to);
  if (type !== "fixed") return undefined;
  const size = fixedSize(schema);
  return (value, { writer, at }) => writer.put(bigEndianOf(unscaledOf(value, at, digits), at, size));
}

const uuid: Write = (value, { writer, at }) => {
  const isOne = typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  demand(isOne, "a UUID", { value, at });
  writer.put(Buffer.from(String(value).replaceAll("-", ""), "hex"));
};

const duration: Write = (value, { writer, at }) => {
  if (!isObject(value))
    throw unfit(at, `It takes an object of months, days and millis, and there is ${nameOf(value)}.`);
  for (const name of ["months", "days", "millis"]) {
    const count = wholeIn(value[name] ?? 0, inside(at, name), [0n, 0xffff_ffffn]);
    writer.view(4, (view) => view.setUint32(0, Number(count), true));
  }
};

function isObject(value: Json): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const noSchema = (why: string) => unreadable(`That is not an Avro schema: ${why}`);
