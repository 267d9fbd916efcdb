/** The page in a web archive (MHTML, RFC 2557): a message of several parts, of which the first HTML one is the page. */

/** The bytes of the page, in UTF-8 where the message names another encoding. Throws when there is none. */
export function htmlInMessage(data: Uint8Array): Uint8Array {
  const page = htmlIn(Buffer.from(data).toString("latin1"), 0);
  if (!page) throw new Error("a web archive in it has no page");
  return page;
}

function htmlIn(message: string, depth: number): Uint8Array | undefined {
  const [head = ""] = message.split(/\r?\n\r?\n/, 1);
  const body = message.slice(head.length).replace(/^\r?\n\r?\n/, "");
  const headers = head.replace(/\r?\n[ \t]+/g, " ");
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(headers)?.[1] ?? "";
  const type = header("Content-Type");
  const boundary = /boundary\s*=\s*"?([^";]+)"?/i.exec(type)?.[1]?.trim();
  if (boundary !== undefined && depth < 5) {
    const parts = `\n${body}`.split(`\n--${boundary}`).slice(1);
    for (const part of parts) {
      const found = htmlIn(part.replace(/^[ \t]*\r?\n/, ""), depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (!/^\s*(text\/html|application\/xhtml)/i.test(type)) return undefined;
  const bytes = decoded(body, header("Content-Transfer-Encoding").trim().toLowerCase());
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1];
  return charset === undefined ? bytes : asUtf8(bytes, charset);
}

function decoded(body: string, encoding: string): Buffer {
  if (encoding === "base64") return Buffer.from(body, "base64");
  if (encoding !== "quoted-printable") return Buffer.from(body, "latin1");
  const text = body
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, "latin1");
}

/** With the mark of UTF-8 in front, which counts for more than what the page says of itself. */
function asUtf8(bytes: Uint8Array, charset: string): Uint8Array {
  try {
    return Buffer.from(`\ufeff${new TextDecoder(charset).decode(bytes)}`);
  } catch {
    return bytes;
  }
}
