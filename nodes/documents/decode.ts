/** From bytes to text. Every file that is text in some encoding comes through here. */
import { analyse } from "chardet";

/**
 * The text of a file: in UTF-8 or UTF-16 where its bytes say so, else in the encoding it `named`, else in UTF-8 with a mark
 * in place of what is damaged, else in the old encoding that its bytes look like. Throws when it is not a text file.
 */
export function decode(data: Uint8Array, named?: string): string {
  const text = read(data, named);
  if (isBinary(text)) throw new Error("it is not a text file");
  return text;
}

function read(data: Uint8Array, named: string | undefined): string {
  const utf16 = utf16Of(data);
  if (utf16) return new TextDecoder(utf16).decode(data);
  const byName = hasUtf8Mark(data) ? undefined : decoderFor(named);
  // A page in UTF-16 could not name its encoding in ASCII; the HTML standard takes such a name for UTF-8, too.
  if (byName && !byName.encoding.startsWith("utf-")) return byName.decode(data);
  const utf8 = new TextDecoder("utf-8").decode(data);
  return looksLikeUtf8(data, utf8) ? utf8 : new TextDecoder(oldEncodingOf(data)).decode(data);
}

function hasUtf8Mark([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

/** By its mark, or because every other byte is mostly zero, which is how Western text looks in it. */
function utf16Of(data: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [first, second] = data;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const start = data.subarray(0, 4096);
  if (start.length < 8 || data.length % 2 === 1) return undefined;
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = start.length / 3;
  return odd > many && even === 0 ? "utf-16le" : even > many && odd === 0 ? "utf-16be" : undefined;
}

function decoderFor(label: string | undefined): TextDecoder | undefined {
  try {
    return label === undefined ? undefined : new TextDecoder(label);
  } catch {
    // No encoding of that name: as if none was named.
    return undefined;
  }
}

/** Also when a few bytes are damaged or the end is cut off. Old encodings have hardly any valid sequence by chance. */
function looksLikeUtf8(data: Uint8Array, decoded: string): boolean {
  const damaged = count(decoded, /\ufffd/g) - countBytes(data, [0xef, 0xbf, 0xbd]);
  return damaged <= 0 || count(decoded, /[^\0-\x7f\ufffd]/gu) >= damaged;
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}

/** How often a file has the mark for a damaged character itself. */
function countBytes(data: Uint8Array, sequence: readonly number[]): number {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const wanted = Buffer.from(sequence);
  let found = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + wanted.length)) found += 1;
  return found;
}

/** What is likely enough; Western European otherwise, in which every byte means something. */
function oldEncodingOf(data: Uint8Array): string {
  const first = Math.max(0, data.findIndex((byte) => byte > 0x7f) - 2000);
  const [best] = analyse(data.subarray(first, first + 100_000));
  if (!best || best.confidence < 50 || /^(ISO-8859-1|UTF|ASCII)/i.test(best.name)) return "windows-1252";
  const decoder = decoderFor(best.name);
  return decoder && !decoder.decode(data).includes("\ufffd") ? decoder.encoding : "windows-1252";
}

/** A stray control character or damaged place is left in texts by other programs; binary files are full of them. */
function isBinary(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return count(text, /[\0-\x08\x0e-\x1a\ufffd]/g) > Math.max(text.length / 20, text.includes("\0") ? 0 : 2);
}
