/**
 * Protobuf by the text of its schema. protobufjs reads that text; the bytes are read here, by what it says, as the library
 * would turn it into code that then runs, and rounds whole numbers beyond 2^53.
 */
import type { Field, MapField, Type } from "protobufjs";
import { wholeNumber } from "../../../lib/values/exact-json.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type ByteReader, makeByteReader, unreadable, zigzag } from "./byte-reader.ts";
import { base64, digitsOf, floating, shortFloat, time } from "./exact-values.ts";
import {
  type AnyField,
  isEnum,
  isMap,
  isMessage,
  isPackable,
  kindOf,
  type ProtoFile,
  readProtoSchema,
  wellKnown,
} from "./proto-schema.ts";

type Message = { [key: string]: Json };

const mostDepth = 100;
const perSecond = 1_000_000_000n;

/** The reader takes what is behind the id: the path to the message in its file, then the message. */
export async function protobufReader(
  schema: string,
  references: readonly ProtoFile[],
): Promise<(bytes: Uint8Array) => Json> {
  const { messageAt } = await readProtoSchema(schema, references);
  return (bytes) => {
    const from = makeByteReader(bytes);
    return message(messageAt(readPath(from)), from, 0);
  };
}

/** A list of numbers with its length before it; the first message of a file is written as 0 alone. */
function readPath(from: ByteReader): number[] {
  const count = Number(zigzag(from.varint()));
  if (count === 0) return [0];
  if (count < 0 || count > mostDepth) throw unreadable(`It names a message by ${count} numbers.`);
  return Array.from({ length: count }, () => Number(zigzag(from.varint())));
}

function message(type: Type, from: ByteReader, depth: number, group?: number): Json {
  if (depth > mostDepth) throw unreadable(`It is deeper than ${mostDepth} levels.`);
  from.count(type.fieldsArray.length);
  const values: Message = defaultsOf(type);
  while (from.left() > 0) {
    const tag = Number(from.varint() & 0xffff_ffffn);
    const [id, kind] = [tag >>> 3, tag & 7];
    if (kind === 4) {
      if (id === group) return known(type, values);
      throw unreadable("A group ends that has not begun.");
    }
    const field = type.fieldsById[id];
    if (!field) skip(from, id, kind);
    else put(values, field, { from, kind, depth });
  }
  if (group !== undefined) throw unreadable("A group does not end.");
  return known(type, values);
}

type At = { from: ByteReader; kind: number; depth: number };

function put(values: Message, field: Field, { from, kind, depth }: At): void {
  if (isMap(field)) {
    const [key, value] = entry(field, part(from, kind), depth);
    const entries = values[field.name];
    // Of the defaults, its own.
    if (isObject(entries)) set(entries, key, value);
    return;
  }
  if (!field.repeated) {
    const other = field.partOf?.fieldsArray ?? [];
    for (const { name } of other) delete values[name];
    set(values, field.name, one(field, { from, kind, depth }));
    return;
  }
  const list = values[field.name];
  const items = Array.isArray(list) ? list : [];
  set(values, field.name, items);
  if (kind !== 2 || !isPackable(field)) {
    from.count(1);
    items.push(one(field, { from, kind, depth }));
    return;
  }
  const packed = part(from, kind);
  while (packed.left() > 0) items.push(one(field, { from: packed, kind: kindOf(field.type), depth }));
}

function one(field: AnyField, { from, kind, depth }: At): Json {
  const resolved = field.resolve().resolvedType;
  if (isMessage(resolved)) {
    if (kind === 3) return message(resolved, from, depth + 1, field.id);
    return message(resolved, part(from, kind), depth + 1);
  }
  if (isEnum(resolved)) {
    demandKind(field, kind, 0);
    const number = Number(BigInt.asIntN(32, from.varint()));
    return resolved.valuesById[number] ?? number;
  }
  demandKind(field, kind, kindOf(field.type));
  return scalar(field.type, from);
}

function entry(field: MapField, from: ByteReader, depth: number): [string, Json] {
  let key: Json = field.keyType === "string" ? "" : field.keyType === "bool" ? false : 0;
  let value: Json = defaultOf(field);
  while (from.left() > 0) {
    const tag = Number(from.varint() & 0xffff_ffffn);
    if (tag >>> 3 === 1) key = scalar(field.keyType, from);
    else if (tag >>> 3 === 2) value = one(field, { from, kind: tag & 7, depth });
    else skip(from, tag >>> 3, tag & 7);
  }
  return [String(key), value ?? null];
}

/** As it is meant where a field says nothing and has no way to say so. */
function defaultsOf(type: Type): Message {
  const some = type.fieldsArray.flatMap((field): [string, Json][] => {
    if (isMap(field)) return [[field.name, {}]];
    if (field.repeated) return [[field.name, []]];
    // protobufjs does not say of a message in proto3 that it may be missing.
    const mayBeMissing = field.hasPresence || isMessage(field.resolve().resolvedType);
    return mayBeMissing ? [] : [[field.name, defaultOf(field)]];
  });
  return Object.fromEntries(some);
}

/** Whatever its name is: an assignment to __proto__ would be lost. */
function set(into: Message, name: string, value: Json): void {
  if (name !== "__proto__") into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}

function defaultOf(field: AnyField): Json {
  const { resolvedType, type } = field.resolve();
  if (isMessage(resolvedType)) return known(resolvedType, defaultsOf(resolvedType));
  if (isEnum(resolvedType)) return resolvedType.valuesById[0] ?? 0;
  if (type === "string" || type === "bytes") return "";
  return type === "bool" ? false : 0;
}

function demandKind(field: AnyField, kind: number, wanted: number): void {
  if (kind !== wanted) throw unreadable(`The field “${field.name}” is written as another type.`);
}

function part(from: ByteReader, kind: number): ByteReader {
  if (kind !== 2) throw unreadable("A message in it has no length.");
  return makeByteReader(from.take(Number(from.varint())), from);
}

const scalars: Readonly<Record<string, (from: ByteReader) => Json>> = {
  double: (from) => floating(from.view(8).getFloat64(0, true)),
  float: (from) => shortFloat(from.view(4).getFloat32(0, true)),
  int32: (from) => Number(BigInt.asIntN(32, from.varint())),
  uint32: (from) => Number(BigInt.asUintN(32, from.varint())),
  sint32: (from) => Number(BigInt.asIntN(32, zigzag(from.varint()))),
  fixed32: (from) => from.view(4).getUint32(0, true),
  sfixed32: (from) => from.view(4).getInt32(0, true),
  int64: (from) => wholeNumber(BigInt.asIntN(64, from.varint())),
  uint64: (from) => wholeNumber(from.varint()),
  sint64: (from) => wholeNumber(zigzag(from.varint())),
  fixed64: (from) => wholeNumber(from.view(8).getBigUint64(0, true)),
  sfixed64: (from) => wholeNumber(from.view(8).getBigInt64(0, true)),
  bool: (from) => from.varint() !== 0n,
  string: (from) => from.text(Number(from.varint())),
  bytes: (from) => base64(from.take(Number(from.varint()))),
};

function scalar(type: string, from: ByteReader): Json {
  const read = scalars[type];
  if (!read) throw unreadable(`Its schema has the type “${type}”, which is not known.`);
  return read(from);
}

/** A field that this schema does not know. */
function skip(from: ByteReader, id: number, kind: number): void {
  if (kind === 0) from.varint();
  else if (kind === 1) from.take(8);
  else if (kind === 2) from.take(Number(from.varint()));
  else if (kind === 5) from.take(4);
  else if (kind === 3) skipGroup(from, id);
  else throw unreadable("It is not valid Protobuf.");
}

function skipGroup(from: ByteReader, group: number): void {
  for (;;) {
    const tag = Number(from.varint() & 0xffff_ffffn);
    if ((tag & 7) === 4 && tag >>> 3 === group) return;
    if ((tag & 7) === 3) throw unreadable("It has groups in a group that its schema does not know.");
    skip(from, tag >>> 3, tag & 7);
  }
}

/** Google's well-known types as their own JSON has them. */
function known(type: Type, values: Message): Json {
  switch (wellKnown(type)) {
    case undefined:
      return values;
    case "Timestamp":
      return shortest(time(nanosOf(values), { perSecond, zone: "Z" }));
    case "Duration":
      return durationText(BigInt(toNumber(values.seconds)), BigInt(toNumber(values.nanos)));
    case "wrapper":
      return values.value ?? wrapped(type);
    case "Struct":
      return values.fields ?? {};
    case "ListValue":
      return values.values ?? [];
    case "Value":
      return Object.entries(values).find(([key]) => key !== "nullValue" && key !== "null_value")?.[1] ?? null;
  }
}

const nanosOf = ({ seconds, nanos }: Message) => BigInt(toNumber(seconds)) * perSecond + BigInt(toNumber(nanos));

/** What is in a wrapper that says nothing. */
function wrapped({ fieldsById }: Type): Json {
  const [field] = Object.values(fieldsById);
  return field ? defaultOf(field) : null;
}

function durationText(seconds: bigint, nanos: bigint): Json {
  const rest = nanos < 0n ? -nanos : nanos;
  const whole = seconds < 0n ? -seconds : seconds;
  const sign = seconds < 0n || nanos < 0n ? "-" : "";
  return shortest(`${sign}${whole}${rest === 0n ? "" : digitsOf(rest, perSecond)}s`);
}

/** With 3, 6 or 9 digits of a second, as many as it needs. */
function shortest(text: Json): Json {
  return typeof text === "string" ? text.replace(/(\.\d{3}(?:\d{3})*?)(?:000)+([Zs])$/, "$1$2") : text;
}

const toNumber = (value: Json | undefined): number | bigint =>
  typeof value === "number" || typeof value === "bigint" ? value : 0;
