/**
 * What the library that reads cells leaves out: errors such as #N/A, formulas that were never computed, what a number's format
 * shows beside it, and cells that are merged.
 */

import { unzipOne } from "../unzip.ts";
import { type NumberFormat, readNumberFormat } from "./number-format.ts";

export type CellDetail = { row: number; column: number; text: string; kind: "value" | "shown" };
/** From 0, with their ends. */
export type MergedCells = { top: number; left: number; bottom: number; right: number };
export type SheetDetails = { path: string; cells: CellDetail[]; merged: MergedCells[] };

/** Of the lists of sheets, of their files, and of styles. */
const listBytes = 10 * 1024 * 1024;
/** A formula and its error. */
const cellBytes = 20_000;
const mostFormats = 200;

/** Of each sheet, in their order; rows and columns from 0. */
export function sheetDetails(workbook: Uint8Array, limit: number): SheetDetails[] {
  const targets = relationships(workbook, "xl/workbook.xml");
  const formats = formatsOf(workbook);
  return tagsIn(workbook, "xl/workbook.xml", "sheet").map((tag) => {
    const id = attribute(tag, "\\w+:id");
    const path = targets.find((one) => one.id === id)?.path ?? "";
    const sheet = Buffer.from(unzipOne(workbook, path, limit) ?? []);
    return { path, cells: [...valuesIn(sheet), ...formattedIn(sheet, formats)], merged: mergedIn(sheet) };
  });
}

/** What a part refers to. `type` is the last word of the relationship's. */
export function relationships(workbook: Uint8Array, path: string): { id: string; type: string; path: string }[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return tagsIn(workbook, `${folder}_rels/${path.slice(folder.length)}.rels`, "Relationship").map((tag) => ({
    id: attribute(tag, "Id"),
    type: attribute(tag, "Type").split("/").at(-1)?.toLowerCase() ?? "",
    path: resolved(folder, attribute(tag, "Target")),
  }));
}

function resolved(folder: string, target: string): string {
  return new URL(target, `file:///${folder}`).pathname.slice(1).toLowerCase();
}

function tagsIn(workbook: Uint8Array, path: string, name: string): string[] {
  const xml = Buffer.from(unzipOne(workbook, path.toLowerCase(), listBytes) ?? []).toString();
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, "g"))].map(([tag]) => tag);
}

/** By the number of the style that a cell names. */
function formatsOf(workbook: Uint8Array): Map<number, NumberFormat> {
  const path = relationships(workbook, "xl/workbook.xml").find(({ type }) => type === "styles")?.path ?? "";
  const xml = Buffer.from(unzipOne(workbook, path, listBytes) ?? []).toString();
  const codes = new Map(
    [...xml.matchAll(/<(?:\w+:)?numFmt\s[^>]*>/g)].map(([tag]) => [
      Number(attribute(tag, "numFmtId")),
      plainText(attribute(tag, "formatCode")),
    ]),
  );
  const [, styles = ""] = /<(?:\w+:)?cellXfs[\s>]([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(xml) ?? [];
  const found = [...styles.matchAll(/<(?:\w+:)?xf\s[^>]*>/g)].flatMap(([tag], index) => {
    const id = Number(attribute(tag, "numFmtId"));
    const format = readNumberFormat(id, codes.get(id));
    return format ? [[index, format] as const] : [];
  });
  return new Map(found.slice(0, mostFormats));
}

/** Errors, and formulas without a value. */
export function valuesIn(sheet: Buffer): CellDetail[] {
  const errors = [' t="e"', " t='e'"].flatMap((mark) => cellsWith(sheet, mark, ({ value }) => value));
  const formulas = ["<f>", "<f ", "<x:f>"].flatMap((mark) =>
    cellsWith(sheet, mark, ({ value = "", formula, type }) =>
      value === "" && type !== "str" && formula !== undefined ? notComputed(formula) : undefined,
    ),
  );
  return [...errors, ...formulas].map((cell) => ({ ...cell, kind: "value" }));
}

/** Formulas that were filled down are written in the first of their cells alone. */
const notComputed = (formula: string) => (formula === "" ? "(not computed)" : `=${formula}`);

function formattedIn(sheet: Buffer, formats: ReadonlyMap<number, NumberFormat>): CellDetail[] {
  return [...formats].flatMap(([style, format]) => {
    const kinds = new Map<string, CellDetail["kind"]>();
    const cells = [` s="${style}"`, ` s='${style}'`].flatMap((mark) =>
      cellsWith(sheet, mark, ({ value, type, place }) => {
        const shown = value === undefined || (type !== "" && type !== "n") ? undefined : format(value);
        if (shown) kinds.set(place, shown.kind === "code" ? "value" : "shown");
        return shown?.text;
      }),
    );
    return cells.map((cell) => ({ ...cell, kind: kinds.get(`${cell.row} ${cell.column}`) ?? "shown" }));
  });
}

type WrittenCell = { value: string | undefined; formula: string | undefined; type: string; place: string };

/** The cells in which a mark stands, and what `read` makes of them. */
function cellsWith(sheet: Buffer, mark: string, read: (cell: WrittenCell) => string | undefined) {
  const found: { row: number; column: number; text: string }[] = [];
  for (let at = sheet.indexOf(mark); at >= 0; at = sheet.indexOf(mark, at + mark.length)) {
    const start = cellStart(sheet, at);
    const [cell = ""] = sheet
      .toString("utf8", start, Math.min(start + cellBytes, sheet.length))
      .split(/<\/(?:\w+:)?c>/, 1);
    const [tag = "", letters = "", number] = /^<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d+)["'][^>]*>/.exec(cell) ?? [];
    if (number === undefined || tag.endsWith("/>")) continue;
    const [row, column] = [Number(number) - 1, columnOf(letters)];
    const text = read({
      value: elementText(cell, "v") ?? (cell.includes("<is>") ? "" : undefined),
      formula: elementText(cell, "f"),
      type: attribute(tag, "t"),
      place: `${row} ${column}`,
    });
    if (text !== undefined && text !== "") found.push({ row, column, text });
  }
  return found;
}

/** A mark stands in a cell's tag, or in the one of its formula. */
function cellStart(sheet: Buffer, at: number): number {
  const start = sheet.lastIndexOf("<", at);
  return sheet.toString("latin1", start, start + 4).includes("f") ? sheet.lastIndexOf("<", start - 1) : start;
}

function elementText(cell: string, name: string): string | undefined {
  const [, text] = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)`).exec(cell) ?? [];
  return text === undefined ? undefined : plainText(text);
}

function mergedIn(sheet: Buffer): MergedCells[] {
  const start = sheet.indexOf("mergeCells");
  if (start < 0) return [];
  const ends = /ref=["']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)["']/g;
  const list =
    sheet.toString("utf8", start, Math.min(start + listBytes, sheet.length)).split("/mergeCells", 1)[0] ?? "";
  return [
    ...list
      .split(/<\/(?:\w+:)?mergeCells/, 1)
      .join("")
      .matchAll(ends),
  ].map(([, left = "", top, right = "", bottom]) => ({
    top: Number(top) - 1,
    left: columnOf(left),
    bottom: Number(bottom) - 1,
    right: columnOf(right),
  }));
}

function attribute(tag: string, name: string): string {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag) ?? [];
  return double ?? single ?? "";
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plainText(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name = "") => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : (entities[name] ?? whole);
    },
  );
}

/** A is 0, Z 25, AA 26. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
