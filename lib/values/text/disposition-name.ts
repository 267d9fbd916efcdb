/** The name of a file in a header `content-disposition` (RFC 6266), in whatever way it is written; undefined without one. */
export function dispositionName(header: string): string | undefined {
  const [, charset = "", encoded = ""] = /(?:^|[;\s])filename\*\s*=\s*"?([\w-]+)'[^';]*'([^;"\s]+)/i.exec(header) ?? [];
  const [, quoted, plain] = /(?:^|[;\s])filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";]+))/i.exec(header) ?? [];
  const named = quoted?.replace(/\\(["\\])/g, "$1") ?? plain?.trim();
  return decoded(encoded, charset) || (named && inUtf8(named)) || undefined;
}

/** RFC 8187; undefined for what is not in the characters that it says. */
function decoded(encoded: string, charset: string): string | undefined {
  try {
    const bytes = encoded.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    return new TextDecoder(charset, { fatal: true }).decode(bytesOf(bytes));
  } catch {
    return undefined;
  }
}

/** Many programs send UTF-8, and what reads headers takes each byte for a character. */
function inUtf8(text: string): string {
  try {
    return isBytes(text) ? new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(text)) : text;
  } catch {
    return text;
  }
}

const isBytes = (text: string) => /^[\0-\xff]*$/.test(text);
const bytesOf = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
