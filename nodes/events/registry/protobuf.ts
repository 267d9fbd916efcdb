/**
 * Protobuf by the text of its schema. protobufjs reads that text; the bytes are read here, by what it says, as the library
 * would turn it into code that then runs, and rounds whole numbers beyond 2^53.
 */
import type { Field, MapField, Type } from "protobufjs";
import { PatchbayError } from "../../../lib/errors.ts";
import { wholeNumber } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type ByteReader, makeByteReader, unreadable, zigzag } from "./byte-reader.ts";
import { base64, digitsOf, floating, shortFloat, time } from "./exact-values.ts";

type Library = typeof import("protobufjs");
/** `name`: by which other files import it. */
export type ProtoFile = { name: string; text: string };
type AnyField = Field | MapField;
type Message = { [key: string]: Json };

const mostDepth = 100;

/** The reader takes what is behind the id: the path to the message in its file, then the message. */
export async function protobufReader(
  schema: string,
  references: readonly ProtoFile[],
): Promise<(bytes: Uint8Array) => Json> {
  // Some 10 MB, for those who need it.
  const { default: library } = await import("protobufjs");
  const { root, own } = parse(library, schema, references);
  const read = makeMessageReader(library);
  return (bytes) => {
    const from = makeByteReader(bytes);
    const name = messageName(library, own, readPath(from));
    return read(root.lookupType(name), makeByteReader(from.take(from.left())), 0);
  };
}

function parse(library: Library, schema: string, references: readonly ProtoFile[]) {
  const options = { keepCase: true };
  try {
    const root = new library.Root();
    const seen = new Set<string>();
    const known = new Map(references.map(({ name, text }) => [name, text]));
    const add = (text: string) => {
      const { imports = [], weakImports = [] } = library.parse(text, root, options);
      for (const name of [...imports, ...weakImports]) {
        if (seen.has(name)) continue;
        seen.add(name);
        const referenced = known.get(name);
        const common = referenced === undefined ? library.common.get(name) : null;
        if (referenced !== undefined) add(referenced);
        else if (common?.nested) root.addJSON(common.nested);
      }
    };
    add(schema);
    root.resolveAll();
    // By itself, as messages are counted in their own file.
    const file = library.parse(schema, new library.Root(), options);
    const own = file.package ? file.root.lookup(file.package) : file.root;
    if (!(own instanceof library.Namespace)) throw new Error("the package is not there");
    return { root, own };
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw unreadable(`Its Protobuf schema cannot be read: ${reason.slice(0, 300)}`);
  }
}

/** A list of numbers with its length before it; the first message of a file is written as 0 alone. */
function readPath(from: ByteReader): number[] {
  const count = Number(zigzag(from.varint()));
  if (count === 0) return [0];
  if (count < 0 || count > mostDepth) throw unreadable(`It names a message by ${count} numbers.`);
  return Array.from({ length: count }, () => Number(zigzag(from.varint())));
}

function messageName(library: Library, own: InstanceType<Library["Namespace"]>, path: readonly number[]): string {
  let at = own;
  for (const index of path) {
    const next = at.nestedArray.filter((each) => each instanceof library.Type)[index];
    if (!next) throw unreadable(`It names message ${path.join(".")} of its schema, which has no such message.`);
    at = next;
  }
  return at.fullName;
}

function makeMessageReader(library: Library) {
  function message(type: Type, from: ByteReader, depth: number, group?: number): Json {
    if (depth > mostDepth) throw unreadable(`It is deeper than ${mostDepth} levels.`);
    const values: Message = defaultsOf(library, type);
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
    if (field instanceof library.MapField) {
      const [key, value] = entry(field, part(from, kind), depth);
      const entries = values[field.name];
      values[field.name] = { ...(isObject(entries) ? entries : {}), ...Object.fromEntries([[key, value]]) };
      return;
    }
    if (!field.repeated) {
      const other = field.partOf?.fieldsArray ?? [];
      for (const { name } of other) delete values[name];
      values[field.name] = one(field, { from, kind, depth });
      return;
    }
    const list = values[field.name];
    const items = Array.isArray(list) ? list : [];
    values[field.name] = items;
    if (kind !== 2 || !isPackable(field)) {
      items.push(one(field, { from, kind, depth }));
      return;
    }
    const packed = part(from, kind);
    while (packed.left() > 0) items.push(one(field, { from: packed, kind: kindOf(field.type), depth }));
  }

  function one(field: AnyField, { from, kind, depth }: At): Json {
    const resolved = field.resolve().resolvedType;
    if (resolved instanceof library.Type) {
      if (kind === 3) return message(resolved, from, depth + 1, field.id);
      return message(resolved, part(from, kind), depth + 1);
    }
    if (resolved instanceof library.Enum) {
      demandKind(field, kind, 0);
      const number = Number(BigInt.asIntN(32, from.varint()));
      return resolved.valuesById[number] ?? number;
    }
    demandKind(field, kind, kindOf(field.type));
    return scalar(field.type, from);
  }

  function entry(field: MapField, from: ByteReader, depth: number): [string, Json] {
    let key: Json = field.keyType === "string" ? "" : field.keyType === "bool" ? false : 0;
    let value: Json = defaultOf(library, field);
    while (from.left() > 0) {
      const tag = Number(from.varint() & 0xffff_ffffn);
      if (tag >>> 3 === 1) key = scalar(field.keyType, from);
      else if (tag >>> 3 === 2) value = one(field, { from, kind: tag & 7, depth });
      else skip(from, tag >>> 3, tag & 7);
    }
    return [String(key), value ?? null];
  }
  return message;
}

/** As it is meant where a field says nothing and has no way to say so. */
function defaultsOf(library: Library, type: Type): Message {
  const some = type.fieldsArray.flatMap((field): [string, Json][] => {
    if (field instanceof library.MapField) return [[field.name, {}]];
    if (field.repeated) return [[field.name, []]];
    return field.hasPresence ? [] : [[field.name, defaultOf(library, field)]];
  });
  return Object.fromEntries(some);
}

function defaultOf(library: Library, field: AnyField): Json {
  const { resolvedType, type } = field.resolve();
  if (resolvedType instanceof library.Type) return known(resolvedType, {});
  if (resolvedType instanceof library.Enum) return resolvedType.valuesById[0] ?? 0;
  if (type === "string" || type === "bytes") return "";
  return type === "bool" ? false : 0;
}

/** Wire types (protobuf.dev, “Encoding”): 0 varint, 1 eight bytes, 2 with a length, 5 four bytes. */
const kinds: Readonly<Record<string, number>> = {
  ...{ double: 1, fixed64: 1, sfixed64: 1, float: 5, fixed32: 5, sfixed32: 5, string: 2, bytes: 2 },
};
const kindOf = (type: string): number => kinds[type] ?? 0;

function isPackable(field: Field): boolean {
  const { resolvedType, type } = field.resolve();
  if (resolvedType) return "valuesById" in resolvedType;
  return kindOf(type) !== 2;
}

function demandKind(field: AnyField, kind: number, wanted: number): void {
  if (kind !== wanted) throw unreadable(`The field “${field.name}” is written as another type.`);
}

function part(from: ByteReader, kind: number): ByteReader {
  if (kind !== 2) throw unreadable("A message in it has no length.");
  return makeByteReader(from.take(Number(from.varint())));
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
  const { fullName } = type;
  if (!fullName.startsWith(".google.protobuf.")) return values;
  const name = fullName.slice(".google.protobuf.".length);
  if (name === "Timestamp" || name === "Duration") {
    const seconds = BigInt(toNumber(values.seconds));
    const nanos = BigInt(toNumber(values.nanos));
    if (name === "Duration") return durationText(seconds, nanos);
    return shortest(time(seconds * 1_000_000_000n + nanos, { perSecond: 1_000_000_000n, zone: "Z" }));
  }
  if (name.endsWith("Value") && "value" in values) return values.value ?? null;
  if (name === "Struct") return values.fields ?? {};
  if (name === "ListValue") return values.values ?? [];
  if (name === "Value") return Object.entries(values).find(([key]) => key !== "null_value")?.[1] ?? null;
  return values;
}

function durationText(seconds: bigint, nanos: bigint): string {
  const rest = nanos < 0n ? -nanos : nanos;
  const whole = seconds < 0n ? -seconds : seconds;
  const sign = seconds < 0n || nanos < 0n ? "-" : "";
  return `${sign}${whole}${rest === 0n ? "" : digitsOf(rest, 1_000_000_000n)}s`;
}

/** With 3, 6 or 9 digits of a second, as many as it needs. */
function shortest(text: Json): Json {
  return typeof text === "string" ? text.replace(/(\.\d{3}(?:\d{3})*?)(?:000)+Z$/, "$1Z") : text;
}

const toNumber = (value: Json | undefined): number | bigint =>
  typeof value === "number" || typeof value === "bigint" ? value : 0;

const isObject = (value: Json | undefined): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);
