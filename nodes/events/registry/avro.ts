/** Values in Avro (1.12, binary encoding), by the schema with which the bytes were written. */
import { wholeNumber } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type AvroField, type AvroKinds, compileAvro, type Logical } from "./avro-schema.ts";
import { type ByteReader, makeByteReader, unreadable, zigzag } from "./byte-reader.ts";
import { base64, bigEndian, clock, date, decimal, floating, shortFloat, time, uuidOf } from "./exact-values.ts";

type Read = (from: ByteReader) => Json;

const mostDepth = 200;

/** `references` are schemas whose types the schema names. Throws `bad_input` for what is no schema. */
export function avroReader(schema: string, references: readonly string[]): (bytes: Uint8Array) => Json {
  const read = compileAvro(schema, references, kinds);
  return (bytes) => {
    const from = makeByteReader(bytes);
    const value = read(from);
    if (from.left() > 0) throw unreadable(`${from.left()} bytes are left over.`);
    return value;
  };
}

const whole: Read = (from) => wholeNumber(zigzag(from.varint()));
const sizeOf = (from: ByteReader) => Number(zigzag(from.varint()));

const kinds: AvroKinds<Read> = {
  primitives: new Map<string, Read>([
    ["null", () => null],
    ["boolean", (from) => from.take(1)[0] === 1],
    ["int", whole],
    ["long", whole],
    ["float", (from) => shortFloat(from.view(4).getFloat32(0, true))],
    ["double", (from) => floating(from.view(8).getFloat64(0, true))],
    ["bytes", (from) => base64(from.take(sizeOf(from)))],
    ["string", (from) => from.text(sizeOf(from))],
  ]),
  logical,
  record,
  /** A value of a union is that value, whichever of the types it has. */
  union: (branches) => (from) => {
    const index = sizeOf(from);
    const branch = branches[index];
    if (!branch) throw unreadable(`It has the type ${index} of a union of ${branches.length}.`);
    return branch.code(from);
  },
  enumeration: (symbols) => (from) => {
    const symbol = symbols[sizeOf(from)];
    if (typeof symbol !== "string") throw unreadable("It has a symbol that its enum lacks.");
    return symbol;
  },
  fixed: (size) => (from) => base64(from.take(size)),
  list: (item) => (from) => {
    const list: Json[] = [];
    eachItem(from, () => list.push(item(from)));
    return list;
  },
  map: (value) => (from) => {
    const entries: [string, Json][] = [];
    eachItem(from, () => {
      const key = from.text(sizeOf(from));
      entries.push([key, value(from)]);
    });
    return Object.fromEntries(entries);
  },
  named: (find) => (from) => find()(from),
};

function record(_name: string, fields: readonly AvroField<Read>[]): Read {
  let depth = 0;
  return (from) => {
    if (depth >= mostDepth) throw unreadable(`It is deeper than ${mostDepth} levels.`);
    depth += 1;
    try {
      from.count(fields.length);
      return Object.fromEntries(fields.map(({ name, code }) => [name, code(from)]));
    } finally {
      depth -= 1;
    }
  };
}

/** Blocks of items, each with their count before it; a negative one has the size in bytes behind it. */
function eachItem(from: ByteReader, take: () => void): void {
  for (let count = sizeOf(from); count !== 0; count = sizeOf(from)) {
    if (count < 0) from.varint();
    from.count(Math.abs(count));
    for (let left = Math.abs(count); left > 0; left--) take();
  }
}

function logical(type: Logical): Read {
  switch (type.kind) {
    case "decimal":
      return (from) => decimal(bigEndian(from.take(type.size ?? sizeOf(from))), type.scale);
    case "uuid":
      return (from) => uuidOf(from.take(16));
    case "duration":
      return duration;
    case "date":
      return (from) => date(zigzag(from.varint()));
    case "clock":
      return (from) => clock(zigzag(from.varint()), type.perSecond);
    case "time":
      return (from) => time(zigzag(from.varint()), { perSecond: type.perSecond, zone: type.isLocal ? "" : "Z" });
  }
}

const duration: Read = (from) => {
  const view = from.view(12);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true));
  return { months: months ?? 0, days: days ?? 0, millis: millis ?? 0 };
};
