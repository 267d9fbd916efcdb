/** The cells of a workbook in which Excel shows an error, such as #N/A. The library that reads the others has them empty. */
import { unzipOne } from "./unzip.ts";

export type ErrorCell = { row: number; column: number; text: string };

/** Of the lists of sheets and of their files. */
const listBytes = 10 * 1024 * 1024;
/** A formula and its error. */
const cellBytes = 20_000;

/** Of each sheet, in their order; rows and columns from 0. */
export function errorCells(workbook: Uint8Array, limit: number): ErrorCell[][] {
  const read = (path: string, most: number) => unzipOne(workbook, path, most);
  const tags = (path: string, name: string) => {
    const xml = Buffer.from(read(path, listBytes) ?? []).toString();
    return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, "g"))].map(([tag]) => tag);
  };
  const targets = new Map(
    tags("xl/_rels/workbook.xml.rels", "Relationship").map((tag) => [attribute(tag, "Id"), attribute(tag, "Target")]),
  );
  return tags("xl/workbook.xml", "sheet").map((tag) => {
    const target = targets.get(attribute(tag, "\\w+:id")) ?? "";
    const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
    return errorsIn(Buffer.from(read(path.toLowerCase(), limit) ?? []));
  });
}

function errorsIn(sheet: Buffer): ErrorCell[] {
  return [' t="e"', " t='e'"].flatMap((mark) => {
    const found: ErrorCell[] = [];
    for (let at = sheet.indexOf(mark); at >= 0; at = sheet.indexOf(mark, at + mark.length)) {
      const start = sheet.lastIndexOf("<", at);
      const cell = sheet.toString("utf8", start, Math.min(start + cellBytes, sheet.length));
      const [, letters = "", number] = /^<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d+)["']/.exec(cell) ?? [];
      const [, text] = /^[^>]*>(?:(?!<\/(?:\w+:)?c>)[\s\S])*?<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)</.exec(cell) ?? [];
      if (number !== undefined && text !== undefined) {
        found.push({ row: Number(number) - 1, column: columnOf(letters), text });
      }
    }
    return found;
  });
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? "";
}

/** A is 0, Z 25, AA 26. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
