#!/usr/bin/env bash
# Excel readers lose cells with errors and digits of long ids, without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact read-excel-file@9.3.17 hucre@1.0.0 exceljs@4.4.0 fflate@0.8.2
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a cell in which Excel shows #N/A or #DIV/0! is read as null by read-excel-file, as if it were empty; exceljs
gives an object for it. An id of 19 digits, which other programs write as a number, is rounded by all of them unless
read-excel-file is given parseNumber.

TEXT

cat >show.mjs <<'CODE'
import { writeFileSync } from "node:fs";
import ExcelJS from "exceljs";
import { strToU8, zipSync } from "fflate";
import * as hucre from "hucre";
import readExcel from "read-excel-file/node";

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const ns = "http://schemas.openxmlformats.org";
const rels = (type, target) =>
  `${head}<Relationships xmlns="${ns}/package/2006/relationships"><Relationship Id="rId1" Type="${ns}/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;
const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const files = {
  "[Content_Types].xml": `${head}<Types xmlns="${ns}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
  "_rels/.rels": rels("officeDocument", "xl/workbook.xml"),
  "xl/workbook.xml": `${head}<workbook xmlns="${ns}/spreadsheetml/2006/main" xmlns:r="${ns}/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": rels("worksheet", "worksheets/sheet1.xml"),
  "xl/worksheets/sheet1.xml": `${head}<worksheet xmlns="${ns}/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>9007199254740993</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="inlineStr"><is><t>ok</t></is></c></row></sheetData></worksheet>`,
};
const bytes = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
writeFileSync("a.xlsx", bytes);

const say = (name, row) => console.log(`${name}: ${JSON.stringify(row, (_, v) => (v === undefined ? "undefined" : v))}`);
const first = (read) => (Array.isArray(read[0]) ? read[0] : (read[0].data ?? read[0].rows)[0]);
say("read-excel-file", first(await readExcel("a.xlsx")));
say("read-excel-file with parseNumber", first(await readExcel("a.xlsx", { parseNumber: (text) => text })));
const book = new ExcelJS.Workbook();
await book.xlsx.readFile("a.xlsx");
say("exceljs", book.worksheets[0].getRow(1).values.slice(1));
say("hucre", (await hucre.readXlsx(bytes)).sheets[0].rows[0]);
CODE

cat >expected.txt <<'TEXT'
read-excel-file: [9007199254740992,null,"ok"]
read-excel-file with parseNumber: ["9007199254740993",null,"ok"]
exceljs: [9007199254740992,{"error":"#N/A"},"ok"]
hucre: [9007199254740992,"#N/A","ok"]
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
