/** Workbooks whose cells do not say where they stand, which Excel takes and the library that reads cells does not. */
import { crc32 } from "node:zlib";
import { filesIn } from "../unzip.ts";

/** The workbook with a place for each row and cell that has none: behind the one before it (ECMA-376, 18.3.1.4 and 18.3.1.73). */
export function placeCells(workbook: Uint8Array, limit: number): Buffer {
  const files = filesIn(workbook, limit, "an Excel workbook (.xlsx)").map(({ name, data }) => {
    const isSheet = /(^|\/)worksheets\/[^/]*\.xml$/i.test(name);
    return { name, data: isSheet ? Buffer.from(placed(Buffer.from(data).toString())) : data };
  });
  return stored(files);
}

function placed(sheet: string): string {
  let [row, column] = [0, 0];
  return sheet.replace(
    /<((?:\w+:)?(row|c))(\s[^>]*?)?(\/?>)/g,
    (_, tag: string, name: string, more = "", end: string) => {
      const own = /\sr\s*=\s*["']([A-Z]*)(\d+)["']/.exec(more);
      if (name === "row") [row, column] = [own ? Number(own[2]) : row + 1, 0];
      else column = own ? numberOf(own[1] ?? "") : column + 1;
      if (own) return `<${tag}${more}${end}`;
      return `<${tag} r="${name === "row" ? "" : lettersOf(column)}${row}"${more}${end}`;
    },
  );
}

/** A is 1, Z is 26, AA is 27. */
function numberOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function lettersOf(column: number): string {
  if (column <= 0) return "";
  const letter = String.fromCharCode(65 + ((column - 1) % 26));
  return lettersOf(Math.floor((column - 1) / 26)) + letter;
}

/** A ZIP archive of files that are not packed (PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16). */
function stored(files: readonly { name: string; data: Uint8Array }[]): Buffer {
  const parts: Uint8Array[] = [];
  const table: Buffer[] = [];
  let at = 0;
  for (const { name, data } of files) {
    const path = Buffer.from(name);
    // Version, flags and method, time and day; the sum, both sizes; the length of the name, and of nothing else.
    const about = Buffer.concat([
      words(20, 0, 0, 0, 0),
      longs(crc32(data), data.length, data.length),
      words(path.length, 0),
    ]);
    parts.push(longs(0x04034b50), about, path, data);
    table.push(Buffer.concat([longs(0x02014b50), words(20), about, words(0, 0, 0), longs(0, at), path]));
    at += 4 + about.length + path.length + data.length;
  }
  const contents = Buffer.concat(table);
  const end = [longs(0x06054b50), words(0, 0, files.length, files.length), longs(contents.length, at), words(0)];
  return Buffer.concat([...parts, contents, ...end]);
}

function words(...numbers: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(numbers).buffer);
}

function longs(...numbers: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(numbers).buffer);
}
