import { expect, test } from "vitest";
import { decode } from "./decode.ts";

const utf8 = (text: string) => Buffer.from(text);
const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");

test.each([
  ["UTF-8", utf8("Grüße"), "Grüße"],
  ["UTF-8 with a mark", utf8("\ufeffGrüße"), "Grüße"],
  ["UTF-16, least byte first", Buffer.concat([hex("ff fe"), Buffer.from("Größe", "utf16le")]), "Größe"],
  ["UTF-16, greatest byte first", Buffer.concat([hex("fe ff"), Buffer.from("Größe", "utf16le").swap16()]), "Größe"],
  ["UTF-16 without a mark", Buffer.from("Name\tCity\r\nAnna\tKöln", "utf16le"), "Name\tCity\r\nAnna\tKöln"],
  [
    "a stray byte",
    Buffer.concat([utf8("Grüße aus Köln, "), hex("92"), utf8(" Zürich")]),
    "Grüße aus Köln, \ufffd Zürich",
  ],
  ["an end inside a character", utf8("Grüße ü").subarray(0, -1), "Grüße \ufffd"],
  ["the mark for a damaged character itself", utf8("a\ufffdb"), "a\ufffdb"],
  ["windows-1252", Buffer.from("Größe: 5 £", "latin1"), "Größe: 5 £"],
  ["windows-1252 with its own quotes", hex("93 51 94 20 96 20 69 74 92 73"), "“Q” – it’s"],
  ["windows-1251", hex("cf f0 e8 e2 e5 f2 2c 20 ea e0 ea 20 e4 e5 eb e0 3f"), "Привет, как дела?"],
  [
    "Shift JIS",
    hex("89 ef 8b 63 8e ba 82 cd 8e 4f 8a 4b 82 c9 82 a0 82 e8 82 dc 82 b7 81 42"),
    "会議室は三階にあります。",
  ],
  [
    "a stray NUL",
    utf8("2026-01-01 started\n\0 2026-01-02 stopped, with all of its lines"),
    "2026-01-01 started\n\0 2026-01-02 stopped, with all of its lines",
  ],
])("%s", (_name, data, text) => {
  expect(decode(data)).toBe(text);
});

test("an encoding that a file names is taken, unless its first bytes say otherwise or nothing has that name", () => {
  expect(decode(hex("cf f0 e8 e2 e5 f2"), "windows-1251")).toBe("Привет");
  expect(decode(hex("93 fa 96 7b 8c ea"), "Shift_JIS")).toBe("日本語");
  expect(decode(utf8("\ufeffGrüße"), "windows-1251")).toBe("Grüße");
  expect(decode(utf8("Grüße"), "no-such-encoding")).toBe("Grüße");
  expect(decode(utf8("Grüße"), "utf-16")).toBe("Grüße");
  expect(decode(Buffer.from("Größe", "latin1"), "utf-8")).toBe("Größe");
});

test.each([
  ["few bytes", hex("01 00 02")],
  ["the start of an archive", hex("50 4b 03 04 00 00")],
  [
    "a picture",
    hex("89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 01 00 00 00 01 00 08 06 00 00 00 5c 72 a8 66"),
  ],
])("a binary file is refused: %s", (_name, data) => {
  expect(() => decode(data)).toThrow("not a text file");
});
