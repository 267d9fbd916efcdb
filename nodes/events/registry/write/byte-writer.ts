/** Writes bytes one after another: what Avro and Protobuf both need. Throws `bad_input` for what does not fit a schema. */
import { PatchbayError } from "../../../../lib/errors.ts";
import { isObject } from "../../../../lib/values/is-object.ts";
import type { Json } from "../../../../lib/values/json.ts";

export type ByteWriter = {
  /** Throws `too_large` for more bytes than any event has: defaults of a schema can make much of little. */
  put(bytes: Uint8Array): void;
  /** Seven bits a byte, the lowest first; of 64 bits. */
  varint(value: bigint): void;
  view(count: number, set: (view: DataView) => void): void;
  /** Throws after more values than any event has, those of tries that did not fit among them. */
  count(): void;
  /** What was written since is taken back. */
  mark(): () => void;
  bytes(): Uint8Array;
};

const mostValues = 1_000_000;
const mostBytes = 10_000_000;

/** `within`: the writer of the value of which this is a part. */
export function makeByteWriter(within?: ByteWriter): ByteWriter {
  const parts: Uint8Array[] = [];
  let values = 0;
  let size = 0;
  function put(bytes: Uint8Array): void {
    size += bytes.length;
    if (size > mostBytes) throw new PatchbayError("too_large", "The value has too many bytes to be published.");
    parts.push(bytes);
  }
  return {
    put,
    varint(value) {
      const bytes: number[] = [];
      let rest = BigInt.asUintN(64, value);
      for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
      put(Uint8Array.of(...bytes, Number(rest)));
    },
    view(count, set) {
      const bytes = new Uint8Array(count);
      set(new DataView(bytes.buffer));
      put(bytes);
    },
    count() {
      if (within) return within.count();
      values += 1;
      if (values > mostValues) throw new PatchbayError("too_large", "The value has too many parts to be published.");
    },
    mark() {
      const { length } = parts;
      const before = size;
      return () => {
        parts.splice(length);
        size = before;
      };
    },
    bytes: () => Buffer.concat(parts),
  };
}

/** 0, -1, 1, -2, … as 0, 1, 2, 3, … */
export const zigzagged = (value: bigint): bigint => BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));

/** `at`: where in the value, such as lines[2].price; empty for all of it. */
export function unfit(at: string, words: string): PatchbayError {
  const path = at === "" ? "" : ` at ${at.slice(0, 300)}`;
  const userMessage = `The value does not fit the schema${path}: ${words} Nothing was published.`;
  return new PatchbayError("bad_input", userMessage, { issues: [{ path: at, message: words }] });
}

/** How a value is named in a sentence. */
export function nameOf(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return `the text “${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`;
  return String(value);
}

/** The place of a field in the value. */
export const inside = (at: string, name: string): string => (at === "" ? name : `${at}.${name}`);

export function demand(holds: boolean, wanted: string, { value, at }: { value: Json; at: string }): void {
  if (!holds) throw unfit(at, `It takes ${wanted}, and there is ${nameOf(value)}.`);
}

export type Fields = { [name: string]: Json };
const isFields = (value: Json): value is Fields => isObject(value);

export function objectOf(value: Json, at: string, wanted = "an object"): Fields {
  if (isFields(value)) return value;
  throw unfit(at, `It takes ${wanted}, and there is ${nameOf(value)}.`);
}

export function listOf(value: Json, at: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw unfit(at, `It takes a list, and there is ${nameOf(value)}.`);
}
