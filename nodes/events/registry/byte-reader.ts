/** Reads bytes from the front: what Avro and Protobuf both write. Throws `bad_input` beyond the end. */
import { PatchbayError } from "../../../lib/errors.ts";

export type ByteReader = {
  left(): number;
  take(count: number): Uint8Array;
  /** Seven bits a byte, the lowest first; 64 bits in all. */
  varint(): bigint;
  text(count: number): string;
  view(count: number): DataView;
  /** Throws when the bytes become more values than ever so many bytes should: some take none. */
  count(values: number): void;
};

const mostBits = 63n;
const mostValues = { atLeast: 100_000, perByte: 16 } as const;

/** `within`: of which these bytes are a part. */
export function makeByteReader(bytes: Uint8Array, within?: ByteReader): ByteReader {
  let at = 0;
  let values = 0;
  const most = mostValues.atLeast + mostValues.perByte * bytes.length;
  function take(count: number): Uint8Array {
    if (!Number.isSafeInteger(count) || count < 0 || count > bytes.length - at) throw cutShort();
    at += count;
    return bytes.subarray(at - count, at);
  }
  return {
    left: () => bytes.length - at,
    take,
    varint() {
      let value = 0n;
      for (let shift = 0n; shift <= mostBits; shift += 7n) {
        const byte = bytes[at];
        if (byte === undefined) throw cutShort();
        at += 1;
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return BigInt.asUintN(64, value);
      }
      throw unreadable("A number in it has more than 64 bits.");
    },
    text(count) {
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take(count));
      } catch (thrown) {
        if (thrown instanceof PatchbayError) throw thrown;
        throw unreadable("A text in it is not UTF-8.");
      }
    },
    view(count) {
      const part = take(count);
      return new DataView(part.buffer, part.byteOffset, count);
    },
    count(more) {
      if (within) return within.count(more);
      values += more;
      if (values > most) throw unreadable(`Its ${bytes.length} bytes become more than ${most} values.`);
    },
  };
}

/** 0, -1, 1, -2, … */
export function zigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}

export function unreadable(why: string): PatchbayError {
  return new PatchbayError("bad_input", `The value does not fit the schema that it names. ${why}`);
}

const cutShort = () => unreadable("It ends too early.");
