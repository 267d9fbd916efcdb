import { PatchbayError } from "../../../lib/errors.ts";
import type { MailAddress } from "../../../lib/mail.ts";

const most = 100;

/** Addresses as people write them: `me@example.com, "Lovelace, Ada" <ada@example.com>`, separated by commas or semicolons. */
export function readAddresses(text: string, setting: string): MailAddress[] {
  const parts = text.trim().match(/(?:"(?:[^"\\]|\\.)*"|[^,;"])+/g) ?? [];
  const addresses = parts.flatMap((part) => (part.trim() === "" ? [] : [readAddress(part.trim(), setting)]));
  if (addresses.length <= most) return addresses;
  throw new PatchbayError("bad_input", `${setting} has more than ${most} addresses. Send to fewer at a time.`);
}

function readAddress(text: string, setting: string): MailAddress {
  const [, quoted, plain = "", inBrackets] = /^(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<([^<>]*)>$/.exec(text) ?? [];
  const address = (inBrackets ?? text).trim();
  const name = quoted?.replace(/\\(.)/g, "$1") ?? plain.trim();
  if (isAddress.test(address) && address.length <= 320 && !hasControl(text)) return { name, address };
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  throw new PatchbayError("bad_input", `${setting}: “${shown}” is not an email address. Write me@example.com.`);
}

/** The part of RFC 5321 that is in use: no quotes, no spaces, no line breaks. The domain may be international. */
const isAddress =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for.
export const hasControl = (text: string): boolean => /[\u0000-\u001f\u007f\u2028\u2029]/.test(text);
