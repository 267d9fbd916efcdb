/** In which code page the bytes of a font are. */
import { decode, encodingExists } from "iconv-lite";

/** Windows' numbers of code pages, by the charsets of fonts (RTF 1.9.1, “Font Table”). */
const byCharset: Readonly<Record<number, number>> = {
  0: 1252,
  77: 10000,
  78: 932,
  79: 949,
  80: 936,
  81: 950,
  85: 10006,
  86: 10081,
  88: 10029,
  89: 10007,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

/** Undefined for a charset that says nothing, which leaves it to the document. */
export function codePageOf(charset: number): number | undefined {
  return byCharset[charset];
}

const names: Readonly<Record<number, string>> = {
  10000: "macroman",
  10001: "cp932",
  10002: "cp950",
  10003: "cp949",
  10006: "macgreek",
  10007: "maccyrillic",
  10008: "cp936",
  10029: "maccenteuro",
  10079: "maciceland",
  10081: "macturkish",
  65001: "utf8",
};

export function decodeBytes(bytes: Buffer, codePage: number): string {
  const name = names[codePage] ?? `cp${codePage}`;
  return decode(bytes, encodingExists(name) ? name : "cp1252");
}
