/** From the bytes of a body to text, in the encoding that its sender names. */
import { isUtf8 } from "node:buffer";
import { PatchbayError } from "../../../lib/errors.ts";

/** Text of the encoding in a Content-Type. Without one, or with one that is not known, it has to be UTF-8. */
export function textOf(bytes: Uint8Array, contentType: string): string {
  const decoder = decoderOf(contentType);
  if (decoder) return decoder.decode(bytes);
  if (isUtf8(bytes))
    return Buffer.from(bytes)
      .toString("utf8")
      .replace(/^\ufeff/, "");
  throw new PatchbayError(
    "bad_input",
    "The body is not valid UTF-8, and its Content-Type names no other encoding. Send it as UTF-8, or have the node read it as a file.",
  );
}

/** How many values a form or a query may have. */
export const mostFields = 1000;

/**
 * The names and values of a form or a query. Such as were written in an old encoding that is not named are Western ones. Throws
 * `too_large` before it has read more than may be.
 */
export function readPairs(written: string, contentType = ""): [string, string][] {
  const pairs = partsOf(written).map((part): [Buffer, Buffer] => {
    const at = part.indexOf("=");
    return at < 0 ? [unescaped(part), Buffer.alloc(0)] : [unescaped(part.slice(0, at)), unescaped(part.slice(at + 1))];
  });
  const named = decoderOf(contentType);
  const decoder = named ?? new TextDecoder(pairs.flat().every((bytes) => isUtf8(bytes)) ? "utf-8" : "windows-1252");
  return pairs.map(([name, value]) => [decoder.decode(name), decoder.decode(value)]);
}

export function tooManyFields(): PatchbayError {
  return new PatchbayError("too_large", `A form or a query may have ${mostFields} values. Send more as JSON.`);
}

/** A body is read before it is known whose it is: one of a million small parts may not cost more than another. */
function partsOf(written: string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < written.length; ) {
    const next = written.indexOf("&", from);
    const end = next < 0 ? written.length : next;
    if (end > from) parts.push(written.slice(from, end));
    if (parts.length > mostFields) throw tooManyFields();
    from = end + 1;
  }
  return parts;
}

const [plus, percent, space] = [0x2b, 0x25, 0x20];

/** In place, byte by byte: a text of many escapes has as many letters. What is no escape stays as it is. */
function unescaped(part: string): Buffer {
  const bytes = Buffer.from(part, "latin1");
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === plus) byte = space;
    else if (byte === percent) {
      const [high, low] = [digitOf(bytes[at + 1]), digitOf(bytes[at + 2])];
      if (high >= 0 && low >= 0) {
        byte = high * 16 + low;
        at += 2;
      }
    }
    bytes[length] = byte;
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** Of a hexadecimal digit; -1 for another character. */
function digitOf(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Undefined for UTF-8, and where none is named that is known. */
function decoderOf(contentType: string): TextDecoder | undefined {
  const [, label] = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType) ?? [];
  try {
    const decoder = label === undefined ? undefined : new TextDecoder(label);
    return decoder?.encoding === "utf-8" ? undefined : decoder;
  } catch {
    return undefined;
  }
}
