/**
 * Avro (1.12, binary encoding) by the schema with which the bytes were written. Libraries turn a schema into code that they
 * then run; one that comes from a server is only read here.
 */
import { wholeNumber } from "../../../lib/values/exact-json.ts";
import { Json } from "../../../lib/values/json.ts";
import { type ByteReader, makeByteReader, unreadable, zigzag } from "./byte-reader.ts";
import { base64, bigEndian, clock, date, decimal, floating, shortFloat, time } from "./exact-values.ts";

type Read = (from: ByteReader) => Json;
type Schema = { [key: string]: Json };
type Around = { names: Map<string, Read>; namespace: string };

/** Items that take no bytes could be without end. */
const mostItems = 1_000_000;
const mostDepth = 200;

/** `references` are schemas whose types the schema names. Throws `bad_input` for what is no schema. */
export function avroReader(schema: string, references: readonly string[]): (bytes: Uint8Array) => Json {
  const names = new Map<string, Read>();
  for (const text of references) compile(parse(text), { names, namespace: "" });
  const read = compile(parse(schema), { names, namespace: "" });
  return (bytes) => {
    const from = makeByteReader(bytes);
    const value = read(from);
    if (from.left() > 0) throw unreadable(`${from.left()} bytes are left over.`);
    return value;
  };
}

/** A primitive type by itself may stand without quotes, as some registries give it. */
function parse(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text.trim();
  }
}

const whole: Read = (from) => wholeNumber(zigzag(from.varint()));
const sizeOf = (from: ByteReader) => Number(zigzag(from.varint()));

const primitives = new Map<string, Read>([
  ["null", () => null],
  ["boolean", (from) => from.take(1)[0] === 1],
  ["int", whole],
  ["long", whole],
  ["float", (from) => shortFloat(from.view(4).getFloat32(0, true))],
  ["double", (from) => floating(from.view(8).getFloat64(0, true))],
  ["bytes", (from) => base64(from.take(sizeOf(from)))],
  ["string", (from) => from.text(sizeOf(from))],
]);

function compile(schema: Json, around: Around): Read {
  if (typeof schema === "string") return named(schema, around);
  if (Array.isArray(schema)) return union(schema, around);
  if (!isObject(schema)) throw noSchema("A type is missing.");
  const { type } = schema;
  if (typeof type !== "string") return compile(type ?? null, around);
  const logical = logicalOf(schema, type);
  if (type === "record" || type === "error") return record(schema, around);
  if (type === "enum") return define(schema, around, enumeration(schema));
  if (type === "fixed") return define(schema, around, logical ?? fixed(schema));
  if (type === "array") return blocks(compile(schema.items ?? null, around));
  if (type === "map") return map(compile(schema.values ?? null, around));
  return logical ?? named(type, around);
}

function named(name: string, { names, namespace }: Around): Read {
  const known = primitives.get(name);
  if (known) return known;
  const full = name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
  // Looked up when it is read: a type may hold itself.
  if (!names.has(full) && !names.has(name)) throw noSchema(`The type “${name.slice(0, 200)}” is not defined.`);
  return (from) => (names.get(full) ?? names.get(name) ?? never)(from);
}

function never(): never {
  throw noSchema("A type holds itself and nothing else.");
}

function define(schema: Schema, around: Around, read: Read): Read {
  const { full } = fullName(schema, around);
  around.names.set(full, read);
  return read;
}

function fullName({ name, namespace: own }: Schema, { namespace }: Around): { full: string; namespace: string } {
  if (typeof name !== "string" || name === "") throw noSchema("A type has no name.");
  if (name.includes(".")) return { full: name, namespace: name.slice(0, name.lastIndexOf(".")) };
  const space = typeof own === "string" ? own : namespace;
  return { full: space === "" ? name : `${space}.${name}`, namespace: space };
}

function record(schema: Schema, around: Around): Read {
  const { full, namespace } = fullName(schema, around);
  const fields: [string, Read][] = [];
  let depth = 0;
  const read: Read = (from) => {
    if (depth >= mostDepth) throw unreadable(`It is deeper than ${mostDepth} levels.`);
    depth += 1;
    try {
      return Object.fromEntries(fields.map(([name, field]) => [name, field(from)]));
    } finally {
      depth -= 1;
    }
  };
  around.names.set(full, read);
  if (!Array.isArray(schema.fields)) throw noSchema(`The record “${full}” has no fields.`);
  for (const field of schema.fields) {
    if (!isObject(field) || typeof field.name !== "string") throw noSchema(`A field of “${full}” has no name.`);
    fields.push([field.name, compile(field.type ?? null, { ...around, namespace })]);
  }
  return read;
}

/** A value of a union is that value, whichever of the types it has. */
function union(types: readonly Json[], around: Around): Read {
  const branches = types.map((type) => compile(type, around));
  return (from) => {
    const index = sizeOf(from);
    const branch = branches[index];
    if (!branch) throw unreadable(`It has the type ${index} of a union of ${branches.length}.`);
    return branch(from);
  };
}

function enumeration({ symbols }: Schema): Read {
  if (!Array.isArray(symbols)) throw noSchema("An enum has no symbols.");
  return (from) => {
    const symbol = symbols[sizeOf(from)];
    if (typeof symbol !== "string") throw unreadable("It has a symbol that its enum lacks.");
    return symbol;
  };
}

function fixed(schema: Schema): Read {
  const size = fixedSize(schema);
  return (from) => base64(from.take(size));
}

function fixedSize({ size }: Schema): number {
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw noSchema("A fixed type has no size.");
  return size;
}

/** Blocks of items, each with their count before it; a negative one has the size in bytes behind it. */
function eachItem(from: ByteReader, take: () => void): void {
  let items = 0;
  for (let count = sizeOf(from); count !== 0; count = sizeOf(from)) {
    if (count < 0) from.varint();
    items += Math.abs(count);
    if (items > mostItems) throw unreadable(`It has a list of more than ${mostItems} items.`);
    for (let left = Math.abs(count); left > 0; left--) take();
  }
}

function blocks(item: Read): Read {
  return (from) => {
    const list: Json[] = [];
    eachItem(from, () => list.push(item(from)));
    return list;
  };
}

function map(value: Read): Read {
  return (from) => {
    const entries: [string, Json][] = [];
    eachItem(from, () => {
      const key = from.text(sizeOf(from));
      entries.push([key, value(from)]);
    });
    return Object.fromEntries(entries);
  };
}

const perSecond = { millis: 1000n, micros: 1_000_000n, nanos: 1_000_000_000n } as const;
const isTime = /^(local-)?(timestamp|time)-(millis|micros|nanos)$/;

/** Undefined for a logical type that is none, or does not fit its type: then the type counts, as the specification says. */
function logicalOf(schema: Schema, type: string): Read | undefined {
  const { logicalType } = schema;
  if (typeof logicalType !== "string") return undefined;
  if (logicalType === "decimal") return decimalOf(schema, type);
  if (logicalType === "uuid" && type === "fixed" && schema.size === 16) return (from) => uuid(from.take(16));
  if (logicalType === "duration" && type === "fixed" && schema.size === 12) return duration;
  if (type !== "int" && type !== "long") return undefined;
  if (logicalType === "date") return (from) => date(zigzag(from.varint()));
  const [, local, kind, unit] = isTime.exec(logicalType) ?? [];
  if (unit !== "millis" && unit !== "micros" && unit !== "nanos") return undefined;
  const per = perSecond[unit];
  if (kind === "time") return (from) => clock(zigzag(from.varint()), per);
  const zone = local === undefined ? "Z" : "";
  return (from) => time(zigzag(from.varint()), { perSecond: per, zone });
}

function decimalOf(schema: Schema, type: string): Read | undefined {
  const { scale = 0 } = schema;
  if (typeof scale !== "number" || !Number.isSafeInteger(scale) || scale < 0 || scale > 1000) return undefined;
  if (type === "bytes") return (from) => decimal(bigEndian(from.take(sizeOf(from))), scale);
  if (type !== "fixed") return undefined;
  const size = fixedSize(schema);
  return (from) => decimal(bigEndian(from.take(size)), scale);
}

function uuid(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const duration: Read = (from) => {
  const view = from.view(12);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true));
  return { months: months ?? 0, days: days ?? 0, millis: millis ?? 0 };
};

function isObject(value: Json): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const noSchema = (why: string) => unreadable(`That is not an Avro schema: ${why}`);
