/** Workbooks as Excel writes them, without Excel. */
import { makeZip } from "./make-files.ts";

/** A cell as its XML without the place: `{ v: "1" }` is a number, `s` its style. */
export type WrittenCell = string | { v: string; t?: string; s?: number; f?: string } | undefined;
type WrittenSheet = {
  name: string;
  rows: readonly (readonly WrittenCell[] | undefined)[];
  after?: string;
  state?: string;
};

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "&#10;");

/** Texts are shared strings. Style 1 is a date, 2 a date with a time, 3 a percentage. `about` stands before the sheets. */
export function makeWorkbook(sheets: readonly WrittenSheet[], about = ""): Uint8Array<ArrayBuffer> {
  const shared: string[] = [];
  const parts = sheets.map(({ rows, after = "" }, index) => ({
    name: `xl/worksheets/sheet${index + 1}.xml`,
    data: xml(`<worksheet xmlns="${main}"><sheetData>${rows.map(written).join("")}</sheetData>${after}</worksheet>`),
  }));
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escaped(name)}" sheetId="${index + 1}"${state === undefined ? "" : ` state="${state}"`} r:id="s${index + 1}"/>`,
  );
  const links = [
    ...sheets.map((_, index) => relation(`s${index + 1}`, "worksheet", `worksheets/sheet${index + 1}.xml`)),
    relation("t", "sharedStrings", "sharedStrings.xml"),
    relation("y", "styles", "styles.xml"),
  ];
  return new Uint8Array(
    makeZip([
      {
        name: "xl/workbook.xml",
        data: xml(
          `<workbook xmlns="${main}" xmlns:r="${relationships}">${about}<sheets>${list.join("")}</sheets></workbook>`,
        ),
      },
      {
        name: "xl/_rels/workbook.xml.rels",
        data: xml(
          `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links.join("")}</Relationships>`,
        ),
      },
      {
        name: "xl/sharedStrings.xml",
        data: xml(`<sst xmlns="${main}">${shared.map((text) => `<si>${text}</si>`).join("")}</sst>`),
      },
      { name: "xl/styles.xml", data: xml(styles) },
      ...parts,
    ]),
  );

  function written(cells: readonly WrittenCell[] | undefined, index: number): string {
    if (!cells) return "";
    return `<row r="${index + 1}">${cells.map((cell, column) => cellOf(cell, `${letters(column)}${index + 1}`)).join("")}</row>`;
  }

  function cellOf(cell: WrittenCell, place: string): string {
    if (cell === undefined) return "";
    if (typeof cell === "string") {
      shared.push(`<t xml:space="preserve">${escaped(cell)}</t>`);
      return `<c r="${place}" t="s"><v>${shared.length - 1}</v></c>`;
    }
    const { v, t, s, f } = cell;
    const type = t === undefined ? "" : ` t="${t}"`;
    return `<c r="${place}"${type}${s === undefined ? "" : ` s="${s}"`}>${f === undefined ? "" : `<f>${escaped(f)}</f>`}<v>${escaped(v)}</v></c>`;
  }
}

const styles = `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>`;
const xml = (text: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
const relation = (id: string, kind: string, target: string) =>
  `<Relationship Id="${id}" Type="${relationships}/${kind}" Target="${target}"/>`;
const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : "") + String.fromCharCode(65 + (column % 26));
