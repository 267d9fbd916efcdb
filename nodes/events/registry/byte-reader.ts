/** Reads bytes from the front: what Avro and Protobuf both write. Throws `bad_input` beyond the end. */
import { PatchbayError } from "../../../lib/errors.ts";

export type ByteReader = {
  left(): number;
  take(count: number): Uint8Array;
  /** Seven bits a byte, the lowest first; 64 bits in all. */
  varint(): bigint;
  text(count: number): string;
  view(count: number): DataView;
};

const mostBits = 63n;

export function makeByteReader(bytes: Uint8Array): ByteReader {
  let at = 0;
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
