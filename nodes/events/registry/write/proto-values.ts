/** Values of single fields in Protobuf: numbers, texts, bytes and enums, by Protobuf's own JSON and as our reader gives them. */
import type { Enum } from "protobufjs";
import type { Json } from "../../../../lib/values/json.ts";
import { unreadable } from "../byte-reader.ts";
import { type ByteWriter, demand, makeByteWriter, nameOf, unfit, zigzagged } from "./byte-writer.ts";
import { bytesFrom, floatOf, signed, textOf, wholeIn } from "./whole-values.ts";

type Put = (writer: ByteWriter, value: Json, at: string) => void;

const unsigned = (bits: bigint) => [0n, (1n << bits) - 1n] as const;

const whole = (range: readonly [bigint, bigint], write: (writer: ByteWriter, value: bigint) => void): Put => {
  return (writer, value, at) => write(writer, wholeIn(numberIn(value), at, range));
};
const fixed = (bytes: number, set: (view: DataView, value: bigint) => void) => (writer: ByteWriter, value: bigint) =>
  writer.view(bytes, (view) => set(view, value));
const varint = (writer: ByteWriter, value: bigint) => writer.varint(value);
const zigzag = (writer: ByteWriter, value: bigint) => writer.varint(zigzagged(value));

const scalars: Readonly<Record<string, Put>> = {
  double: (writer, value, at) => writer.view(8, (view) => view.setFloat64(0, floatOf(numberIn(value), at, 64), true)),
  float: (writer, value, at) => writer.view(4, (view) => view.setFloat32(0, floatOf(numberIn(value), at, 32), true)),
  int32: whole(signed(32n), varint),
  int64: whole(signed(64n), varint),
  uint32: whole(unsigned(32n), varint),
  uint64: whole(unsigned(64n), varint),
  sint32: whole(signed(32n), zigzag),
  sint64: whole(signed(64n), zigzag),
  fixed32: whole(
    unsigned(32n),
    fixed(4, (view, value) => view.setUint32(0, Number(value), true)),
  ),
  sfixed32: whole(
    signed(32n),
    fixed(4, (view, value) => view.setInt32(0, Number(value), true)),
  ),
  fixed64: whole(
    unsigned(64n),
    fixed(8, (view, value) => view.setBigUint64(0, value, true)),
  ),
  sfixed64: whole(
    signed(64n),
    fixed(8, (view, value) => view.setBigInt64(0, value, true)),
  ),
  bool(writer, value, at) {
    demand(typeof value === "boolean", "true or false", { value, at });
    writer.varint(value === true ? 1n : 0n);
  },
  string: (writer, value, at) => putSized(writer, textOf(value, at)),
  bytes: (writer, value, at) => putSized(writer, bytesFrom(plainBase64(value), at)),
};

export function putSized(writer: ByteWriter, bytes: Uint8Array): void {
  writer.varint(BigInt(bytes.length));
  writer.put(bytes);
}

/** The bytes of one value, without its tag. */
export function scalarBytes(type: string, value: Json, at: string): Uint8Array {
  const put = scalars[type];
  if (!put) throw unreadable(`Its schema has the type “${type}”, which is not known.`);
  const writer = makeByteWriter();
  put(writer, value, at);
  return writer.bytes();
}

export function enumBytes({ values }: Enum, value: Json, at: string): Uint8Array {
  const number = typeof value === "string" && Object.hasOwn(values, value) ? values[value] : value;
  if (typeof number !== "number") {
    const names = Object.keys(values).slice(0, 10).join(", ");
    throw unfit(at, `It takes one of ${names}, and there is ${nameOf(value)}.`);
  }
  const writer = makeByteWriter();
  writer.varint(wholeIn(number, at, signed(32n)));
  return writer.bytes();
}

/** The key of a map, which JSON has as a text. */
export function keyBytes(type: string, key: string, at: string): Uint8Array {
  const isBoolean = type === "bool" && (key === "true" || key === "false");
  return scalarBytes(type, isBoolean ? key === "true" : key, at);
}

const wholeText = /^-?(0|[1-9]\d{0,20})$/;
const numberText = /^-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?$/;

/** Protobuf's JSON has long numbers as text; what is no number stays as it is. */
function numberIn(value: Json): Json {
  if (typeof value !== "string") return value;
  if (wholeText.test(value)) return BigInt(value);
  const number = numberText.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : value;
}

/** Base64 for URLs and without its end counts as well. */
function plainBase64(value: Json): Json {
  if (typeof value !== "string") return value;
  const text = value.replaceAll("-", "+").replaceAll("_", "/");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
