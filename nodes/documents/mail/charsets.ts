/** Messages in another encoding than the one that they name, as many programs send them. */
import { isUtf8 } from "node:buffer";
import type { Email } from "postal-mime";
import { decode } from "../decode.ts";

type Parse = (data: Uint8Array) => Promise<Email>;

const named = /charset\s*=\s*["']?\s*([\w.:+-]+)/gi;

/** The message as `parse` reads it, with its texts and its subject in the encoding that they are written in. */
export async function parseInItsCharset(data: Uint8Array, parse: Parse): Promise<Email> {
  const raw = Buffer.from(data).toString("latin1");
  const names = [...raw.matchAll(named)].map(([, name = ""]) => name.toLowerCase());
  const mail = await parse(withNamedCharset(data, names));
  const isOther = !names.every(isUtf8Name) || /=\?(?!utf-?8\?)[^?\s]+\?/i.test(raw);
  const texts = { text: mail.text, html: mail.html, subject: mail.subject };
  const read = Object.values(texts).some((text) => isDamaged(text ?? ""))
    ? await parse(under(names.find((name) => !isUtf8Name(name)) ?? "windows-1252", raw))
    : undefined;
  for (const name of ["text", "html", "subject"] as const) {
    const text = mail[name];
    const western = read?.[name];
    if (text !== undefined && isDamaged(text) && western !== undefined && !isDamaged(western)) mail[name] = western;
    else if (text !== undefined && isOther) mail[name] = fromUtf8(text);
  }
  return mail;
}

/** A message, or its head, in an old encoding that it does not name is read as any text is. */
function withNamedCharset(data: Uint8Array, names: readonly string[]): Uint8Array {
  if (isUtf8(data)) return data;
  const [name] = names;
  if (name === undefined) return new TextEncoder().encode(decode(data));
  const bytes = Buffer.from(data);
  const [end = -1] = ["\r\n\r\n", "\n\n"].map((mark) => bytes.indexOf(mark)).filter((at) => at >= 0);
  const head = bytes.subarray(0, Math.max(0, end));
  if (isUtf8(head)) return data;
  return Buffer.concat([Buffer.from(decode(head, name)), bytes.subarray(head.length)]);
}

const isUtf8Name = (name: string) => /^utf-?8$/.test(name);

/** The message with another name in place of UTF-8, and where a part has none. */
function under(name: string, raw: string): Uint8Array {
  const changed = raw
    .replace(/(charset\s*=\s*["']?\s*)utf-?8/gi, `$1${name}`)
    .replace(/=\?utf-?8\?/gi, `=?${name}?`)
    .replace(/^(content-type:\s*text\/\w+\b)(?![^\r\n]*charset)/gim, `$1; charset=${name}`);
  return Buffer.from(changed, "latin1");
}

/** More of it was lost than was read as letters of other languages. */
function isDamaged(text: string): boolean {
  const lost = text.match(/\ufffd/g)?.length ?? 0;
  return lost > 0 && lost > (text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0);
}

/** What is no ASCII in it, as bytes in the Western encoding under whose name, or an unknown one, it was read. */
const western = new Map(
  Array.from({ length: 128 }, (_, at) => at + 128).map((byte) => [
    new TextDecoder("windows-1252").decode(Uint8Array.of(byte)),
    byte,
  ]),
);

/**
 * A text in UTF-8 that was read as Western European: then all that is no ASCII makes characters of UTF-8, which hardly happens
 * by chance. One place alone counts only where it is a letter such as é.
 */
function fromUtf8(text: string): string {
  const places = text.match(/[^\0-\x7f]+/g) ?? [];
  const bytes = places.map((place) => Array.from(place, (sign) => western.get(sign) ?? -1));
  if (bytes.length === 0 || !bytes.every((each) => !each.includes(-1) && isUtf8(Uint8Array.from(each)))) return text;
  const [first = []] = bytes;
  if (bytes.length === 1 && first.length === 2 && first[0] !== 0xc2 && first[0] !== 0xc3) return text;
  return text.replace(/[^\0-\x7f]+/g, (place) =>
    Buffer.from(Array.from(place, (sign) => western.get(sign) ?? 0)).toString(),
  );
}
