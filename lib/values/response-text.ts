/** The text of an HTTP response, whose encoding is said in one of several places, or in none. */

/**
 * In the encoding that its first bytes say, else the one that its type names, else, of a page or XML, the one that it names itself;
 * else in UTF-8, or in Western European where most of it would be damaged then.
 */
export function responseText(data: Uint8Array, contentType: string | null): string {
  const [, named] = /charset\s*=\s*["']?\s*([\w.:+-]+)/i.exec(contentType ?? "") ?? [];
  const decoder =
    decoderFor(markOf(data)) ??
    decoderFor(named) ??
    (/\b(html|xml)\b/i.test(contentType ?? "") ? inText(decoderFor(encodingNamedIn(data))) : undefined);
  return decoder ? decoder.decode(data) : unnamed(data);
}

/** As a browser looks for it in a page, or a parser in XML: in the first bytes, not in comments. */
export function encodingNamedIn(data: Uint8Array): string | undefined {
  const start = new TextDecoder("latin1").decode(data.subarray(0, 4096)).replace(/<!--[\s\S]*?(-->|$)/g, "");
  const meta = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start);
  return meta?.[1] ?? /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)/i.exec(start)?.[1];
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

/** A text in UTF-16 could not name its encoding in ASCII. */
function inText(decoder: TextDecoder | undefined): TextDecoder | undefined {
  return decoder?.encoding.startsWith("utf-16") ? new TextDecoder() : decoder;
}

/** Undefined for a name that no encoding has. */
function decoderFor(label: string | undefined): TextDecoder | undefined {
  try {
    return label === undefined ? undefined : new TextDecoder(label);
  } catch {
    return undefined;
  }
}

function unnamed(data: Uint8Array): string {
  const text = new TextDecoder().decode(data);
  const damaged = count(text, /\ufffd/g);
  const isWestern = damaged > 0 && damaged > count(text, /[^\0-\x7f\ufffd]/gu);
  return isWestern ? new TextDecoder("windows-1252").decode(data) : text;
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}
