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

/** The names and values of a form or a query. Such as were written in an old encoding that is not named are Western ones. */
export function readPairs(written: string, contentType = ""): [string, string][] {
  const parts = written.split("&").filter((part) => part !== "");
  const pairs = parts.map((part): [Buffer, Buffer] => {
    const at = part.indexOf("=");
    return at < 0 ? [unescaped(part), Buffer.alloc(0)] : [unescaped(part.slice(0, at)), unescaped(part.slice(at + 1))];
  });
  const named = decoderOf(contentType);
  const decoder = named ?? new TextDecoder(pairs.flat().every((bytes) => isUtf8(bytes)) ? "utf-8" : "windows-1252");
  return pairs.map(([name, value]) => [decoder.decode(name), decoder.decode(value)]);
}

function unescaped(part: string): Buffer {
  const bytes = Buffer.from(part.replaceAll("+", " "), "latin1").toString("latin1");
  return Buffer.from(
    bytes.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    "latin1",
  );
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
