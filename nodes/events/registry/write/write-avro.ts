/** Values in Avro (1.12, binary encoding), by a schema, as avro.ts reads them. */
import type { Json } from "../../../../lib/values/json.ts";
import { type AvroField, type AvroKinds, compileAvro, type Logical } from "../avro-schema.ts";
import {
  type ByteWriter,
  demand,
  type Fields,
  inside,
  listOf,
  makeByteWriter,
  nameOf,
  objectOf,
  unfit,
  zigzagged,
} from "./byte-writer.ts";
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

const mostDepth = 200;

/** `references` are schemas whose types the schema names. Throws `bad_input` for what is no schema. */
export function avroWriter(schema: string, references: readonly string[]): (value: Json) => Uint8Array {
  const write = compileAvro(schema, references, kinds);
  return (value) => {
    const writer = makeByteWriter();
    write(value, { writer, at: "" });
    return writer.bytes();
  };
}

const long = (value: bigint, { writer }: To) => writer.varint(zigzagged(value));
const sized = (bytes: Uint8Array, to: To) => {
  long(BigInt(bytes.length), to);
  to.writer.put(bytes);
};

const kinds: AvroKinds<Write> = {
  primitives: new Map<string, Write>([
    ["null", (value, { at }) => demand(value === null, "null", { value, at })],
    ["boolean", putBoolean],
    ["int", (value, to) => long(wholeIn(value, to.at, signed(32n)), to)],
    ["long", (value, to) => long(wholeIn(value, to.at, signed(64n)), to)],
    ["float", (value, { writer, at }) => writer.view(4, (view) => view.setFloat32(0, floatOf(value, at, 32), true))],
    ["double", (value, { writer, at }) => writer.view(8, (view) => view.setFloat64(0, floatOf(value, at, 64), true))],
    ["bytes", (value, to) => sized(bytesFrom(value, to.at), to)],
    ["string", (value, to) => sized(textOf(value, to.at), to)],
  ]),
  logical,
  record,
  union,
  enumeration: (symbols) => (value, to) => {
    const index = symbols.indexOf(value);
    demand(index >= 0, `one of ${symbols.slice(0, 10).join(", ")}`, { value, at: to.at });
    long(BigInt(index), to);
  },
  fixed:
    (size) =>
    (value, { writer, at }) => {
      const bytes = bytesFrom(value, at);
      if (bytes.length !== size) throw unfit(at, `It takes ${size} bytes, and there are ${bytes.length}.`);
      writer.put(bytes);
    },
  list: (item) => (value, to) => {
    const items = listOf(value, to.at);
    if (items.length > 0) long(BigInt(items.length), to);
    for (const [index, one] of items.entries()) {
      to.writer.count();
      item(one, { ...to, at: `${to.at}[${index}]` });
    }
    long(0n, to);
  },
  map: (item) => (value, to) => {
    const entries = Object.entries(objectOf(value, to.at));
    if (entries.length > 0) long(BigInt(entries.length), to);
    for (const [key, one] of entries) {
      to.writer.count();
      sized(textOf(key, to.at), to);
      item(one, { ...to, at: inside(to.at, key) });
    }
    long(0n, to);
  },
  named: (find) => (value, to) => find()(value, to),
};

function putBoolean(value: Json, { writer, at }: To): void {
  demand(typeof value === "boolean", "true or false", { value, at });
  writer.put(Uint8Array.of(value === true ? 1 : 0));
}

function record(name: string, fields: readonly AvroField<Write>[]): Write {
  let depth = 0;
  return (value, to) => {
    const given = objectOf(value, to.at, `an object for ${name}`);
    if (depth >= mostDepth) throw unfit(to.at, `It is deeper than ${mostDepth} levels.`);
    depth += 1;
    try {
      putFields(given, fields, to);
    } finally {
      depth -= 1;
    }
  };
}

function putFields(value: Fields, fields: readonly AvroField<Write>[], { writer, at }: To): void {
  const known = new Set(fields.map(({ name }) => name));
  const other = Object.keys(value).find((name) => !known.has(name));
  if (other !== undefined) throw unfit(inside(at, other), "The schema has no such field.");
  for (const { name, code, preset, mayBeNull } of fields) {
    writer.count();
    const given = Object.hasOwn(value, name) ? value[name] : preset;
    if (given === undefined && !mayBeNull) throw unfit(inside(at, name), "The field is missing and has no default.");
    code(given ?? null, { writer, at: inside(at, name) });
  }
}

/** The first of its types that the value fits. */
function union(branches: readonly { isNull: boolean; code: Write }[]): Write {
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
        return branch.code(value, to);
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

function logical(type: Logical): Write {
  switch (type.kind) {
    case "decimal":
      return decimal(type);
    case "uuid":
      return uuid;
    case "duration":
      return duration;
    case "date":
      return count(type, dayCount);
    case "clock":
      return count(type, (value, at) => clockCount(value, at, type.perSecond));
    case "time":
      return count(type, (value, at) => timeCount(value, at, type));
  }
}

function count({ isLong }: { isLong: boolean }, of: (value: Json, at: string) => bigint): Write {
  const range = signed(isLong ? 64n : 32n);
  return (value, to) => long(wholeIn(of(value, to.at), to.at, range), to);
}

function decimal({ size, ...digits }: { scale: number; precision: number; size: number | undefined }): Write {
  return (value, to) => {
    const unscaled = unscaledOf(value, to.at, digits);
    if (size === undefined) sized(bigEndianOf(unscaled, to.at), to);
    else to.writer.put(bigEndianOf(unscaled, to.at, size));
  };
}

const uuid: Write = (value, { writer, at }) => {
  const isOne = typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  demand(isOne, "a UUID", { value, at });
  writer.put(Buffer.from(String(value).replaceAll("-", ""), "hex"));
};

const duration: Write = (value, { writer, at }) => {
  const given = objectOf(value, at, "an object of months, days and millis");
  for (const name of ["months", "days", "millis"]) {
    const units = wholeIn(given[name] ?? 0, inside(at, name), [0n, 0xffff_ffffn]);
    writer.view(4, (view) => view.setUint32(0, Number(units), true));
  }
};
