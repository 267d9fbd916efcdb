/** Values in Protobuf, by the text of a schema, as protobuf.ts reads them. */
import type { Type } from "protobufjs";
import { PatchbayError } from "../../../../lib/errors.ts";
import type { Json } from "../../../../lib/values/json.ts";
import {
  type AnyField,
  isEnum,
  isMap,
  isMessage,
  isPackable,
  kindOf,
  type ProtoFile,
  type ProtoMessage,
  readProtoSchema,
  wellKnown,
  wireType,
} from "../proto-schema.ts";
import { type ByteWriter, inside, listOf, makeByteWriter, objectOf, unfit, zigzagged } from "./byte-writer.ts";
import { knownFields } from "./proto-known.ts";
import { enumBytes, keyBytes, putSized, scalarBytes } from "./proto-values.ts";

type To = { writer: ByteWriter; at: string; depth: number };
type Given = { field: AnyField; value: Json; at: string };

const mostDepth = 100;

/**
 * `message`: its name, with or without its package; empty for the first one of the schema. What is written is the path to the
 * message, then the message. Throws `bad_input` for what is no schema, or lacks the message.
 */
export async function protobufWriter(
  schema: string,
  references: readonly ProtoFile[],
  message: string,
): Promise<(value: Json) => Uint8Array> {
  const { messages, messageAt } = await readProtoSchema(schema, references);
  const { path } = choose(messages, message);
  const type = messageAt(path);
  return (value) => {
    const writer = makeByteWriter();
    putPath(writer, path);
    putMessage(type, value, { writer, at: "", depth: 0 });
    return writer.bytes();
  };
}

function choose(messages: readonly ProtoMessage[], wanted: string): ProtoMessage {
  const plain = wanted.replace(/^\./, "");
  const found =
    wanted === "" ? messages[0] : messages.find(({ name, fullName }) => name === plain || fullName === `.${plain}`);
  if (found) return found;
  const names = messages.slice(0, 20).map(({ name }) => name);
  const which = wanted === "" ? "" : ` “${wanted.slice(0, 200)}”`;
  const others = names.length === 0 ? "" : ` It has ${names.join(", ")}.`;
  throw new PatchbayError("bad_input", `The schema has no message${which}.${others} Nothing was published.`);
}

/** The first message of a file is 0 alone; other ones are their numbers with their count before it. */
function putPath(writer: ByteWriter, path: readonly number[]): void {
  const isFirst = path.length === 1 && path[0] === 0;
  for (const number of isFirst ? [0] : [path.length, ...path]) writer.varint(zigzagged(BigInt(number)));
}

function putMessage(type: Type, value: Json, to: To): void {
  if (to.depth > mostDepth) throw unfit(to.at, `It is deeper than ${mostDepth} levels.`);
  const given = givenFields(type, value, to.at);
  const set = new Set(given.map(({ field }) => field));
  const missing = requiredFields(type).find((field) => !set.has(field));
  if (missing) throw unfit(inside(to.at, missing.name), "The field is required, and it is missing.");
  // By their numbers, as other serializers write them.
  for (const one of given.sort((a, b) => a.field.id - b.field.id)) putField(one, to);
}

const required = new WeakMap<Type, readonly AnyField[]>();
function requiredFields(type: Type): readonly AnyField[] {
  const known = required.get(type);
  if (known) return known;
  const fields = type.fieldsArray.filter((field) => field.required);
  required.set(type, fields);
  return fields;
}

function givenFields(type: Type, value: Json, at: string): Given[] {
  const known = knownFields(type, value, at);
  if (known)
    return known.flatMap(([id, one]) => {
      const field = type.fieldsById[id];
      return field ? [{ field, value: one, at }] : [];
    });
  const given = new Map<AnyField, string>();
  const chosen = new Map<object, string>();
  const fields = fieldsByName(type);
  return Object.entries(objectOf(value, at, `an object for ${type.name}`)).flatMap(([name, one]) => {
    const field = fields.get(name);
    const path = inside(at, name);
    if (!field) throw unfit(path, `${type.name} has no such field.`);
    // As in Protobuf's JSON: null is a field that is not set.
    if (one === null && !takesNull(field)) return [];
    if (given.has(field)) throw unfit(path, `The same field is given as ${given.get(field)} too.`);
    given.set(field, name);
    const { partOf } = field;
    const other = partOf ? chosen.get(partOf) : undefined;
    if (other !== undefined) throw unfit(path, `Of “${partOf?.name}” one field may be set, and ${other} is too.`);
    if (partOf) chosen.set(partOf, name);
    return [{ field, value: one, at: path }];
  });
}

const byName = new WeakMap<Type, ReadonlyMap<string, AnyField>>();
/** Names count as they stand in the schema, and as Protobuf's JSON has them. */
function fieldsByName(type: Type): ReadonlyMap<string, AnyField> {
  const known = byName.get(type);
  if (known) return known;
  const fields = type.fieldsArray.map((field) => field.resolve());
  const names = new Map<string, AnyField>([
    ...fields.map((field) => [String(field.jsonName), field] as const),
    ...fields.map((field) => [field.name, field] as const),
  ]);
  byName.set(type, names);
  return names;
}

function takesNull(field: AnyField): boolean {
  const { resolvedType } = field.resolve();
  if (field.repeated || isMap(field) || !resolvedType) return false;
  if (isMessage(resolvedType)) return wellKnown(resolvedType) === "Value";
  return isNullEnum(resolvedType);
}

const isNullEnum = ({ fullName }: { fullName: string }) => fullName === ".google.protobuf.NullValue";

function putField({ field, value, at }: Given, { writer, depth }: To): void {
  const to = { writer, at, depth };
  if (isMap(field)) {
    for (const [key, one] of Object.entries(objectOf(value, at))) putEntry(field, { key, value: one }, to);
  } else if (!field.repeated) {
    writer.count();
    putOne(field, value, { ...to, isOmitted: !hasPresence(field) });
  } else if (field.packed && isPackable(field)) {
    putPacked(field, listOf(value, at), to);
  } else {
    for (const [index, one] of listOf(value, at).entries()) {
      writer.count();
      putOne(field, one, { ...to, at: `${at}[${index}]`, isOmitted: false });
    }
  }
}

/** Whether a field that says its default differs from one that is not set. */
function hasPresence(field: AnyField): boolean {
  const { parent } = field;
  // What protobufjs has of Google's types does not say that they are in proto3.
  if (isMessage(parent) && wellKnown(parent) && !field.partOf) return false;
  return !isMap(field) && Boolean(field.hasPresence);
}

function putEntry(field: AnyField & { keyType: string }, { key, value }: { key: string; value: Json }, to: To): void {
  to.writer.count();
  const at = inside(to.at, key);
  const entry = makeByteWriter(to.writer);
  putTag(entry, 1, kindOf(field.keyType));
  entry.put(keyBytes(field.keyType, key, at));
  putOne(field, value, { writer: entry, at, depth: to.depth, id: 2, isOmitted: false });
  putTag(to.writer, field.id, wireType.sized);
  putSized(to.writer, entry.bytes());
}

function putPacked(field: AnyField, items: readonly Json[], { writer, at }: To): void {
  if (items.length === 0) return;
  const packed = makeByteWriter(writer);
  for (const [index, one] of items.entries()) {
    packed.count();
    packed.put(plainBytes(field, one, `${at}[${index}]`));
  }
  putTag(writer, field.id, wireType.sized);
  putSized(writer, packed.bytes());
}

/** `isOmitted`: where it has its default. `id`: another number than the field's, in an entry of a map. */
type One = To & { isOmitted: boolean; id?: number };

function putOne(field: AnyField, value: Json, { writer, at, depth, isOmitted, id = field.id }: One): void {
  const { resolvedType, type } = field.resolve();
  if (!isMessage(resolvedType)) {
    const bytes = plainBytes(field, value, at);
    // Each default is written as zeros: 0, false, an empty text.
    if (isOmitted && bytes.every((byte) => byte === 0)) return;
    putTag(writer, id, resolvedType ? wireType.varint : kindOf(type));
    writer.put(bytes);
    return;
  }
  const inner = makeByteWriter(writer);
  putMessage(resolvedType, value, { writer: inner, at, depth: depth + 1 });
  if (!isMap(field) && field.delimited) {
    putTag(writer, id, wireType.groupStart);
    writer.put(inner.bytes());
    putTag(writer, id, wireType.groupEnd);
  } else {
    putTag(writer, id, wireType.sized);
    putSized(writer, inner.bytes());
  }
}

function plainBytes(field: AnyField, value: Json, at: string): Uint8Array {
  const { resolvedType, type } = field.resolve();
  if (!isEnum(resolvedType)) return scalarBytes(type, value, at);
  return enumBytes(resolvedType, value === null && isNullEnum(resolvedType) ? 0 : value, at);
}

const putTag = (writer: ByteWriter, id: number, kind: number) => writer.varint(BigInt(id) * 8n + BigInt(kind));
