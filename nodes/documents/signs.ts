import { codePoint } from "dingbat-to-unicode";

/** What a font of signs shows for this code, such as a ticked box of Wingdings. */
export function signOf(font: string, code: number): string {
  const known = codePoint(font, code) ?? (code >= 0xf000 ? codePoint(font, code - 0xf000) : undefined);
  if (known) return known.string;
  // Fonts of signs use a private area, whose characters mean nothing anywhere else.
  return code >= 32 && code < 0xe000 ? String.fromCodePoint(code) : "";
}
