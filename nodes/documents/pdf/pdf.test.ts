import fc from "fast-check";
import { expect, test } from "vitest";
import { makePdf as makePages } from "../../../tests/collections/make-files.ts";
import { readPdf } from "./pdf.ts";

type More = { objects?: readonly string[]; page?: string; catalog?: string; trailer?: string };

/** A page with this content; `objects` are numbered from 6. */
function makePdf(content: string, { objects = [], page = "", catalog = "", trailer = "" }: More = {}): Uint8Array {
  const resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]";
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< /Type /Page /Parent 2 0 R ${resources} /Contents 5 0 R ${page} >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...objects,
  ];
  let written = "%PDF-1.4\n";
  const rows = all.map((object, index) => {
    const at = String(written.length).padStart(10, "0");
    written += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${at} 00000 n \n`;
  });
  const table = `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${rows.join("")}`;
  return Buffer.from(
    `${written}${table}trailer\n<< /Size ${all.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${written.length}\n%%EOF\n`,
  );
}

const lines = (...texts: string[]) =>
  `BT /F1 12 Tf 72 700 Td ${texts.map((text) => `(${text}) Tj 0 -14 Td`).join(" ")} ET`;
const textOf = async (content: string, more?: More) => (await readPdf(makePdf(content, more)))[0]?.text;

test("a table's row stays a line, its columns apart, and paragraphs stand apart", async () => {
  const row = (one: string, two: string) => `(${one}) Tj 200 0 Td (${two}) Tj -200 -14 Td`;
  const content = `BT /F1 12 Tf 72 700 Td ${row("New York", "12")} ${row("US", "7")} 0 -30 Td (After) Tj ET`;
  expect(await textOf(content)).toBe("New York\t12\nUS\t7\n\nAfter");
});

test("an empty cell keeps its place in its row", async () => {
  const at = (x: number, y: number, text: string) => `BT /F1 12 Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET\n`;
  const row = (y: number, ...cells: string[]) =>
    cells.map((text, column) => (text === "" ? "" : at([72, 200, 300, 400][column] ?? 0, y, text))).join("");
  const rows = [
    row(686, "", "January", "February", "March"),
    row(672, "Lamp", "", "", "7"),
    row(658, "Desk", "3", "5"),
  ];
  const whole = row(644, "Chair", "1", "2", "3");
  const aside = at(72, 630, "Shelf") + at(250, 630, "none");
  expect(await textOf(at(72, 700, "Sold") + rows.join("") + whole + aside)).toBe(
    "Sold\n\tJanuary\tFebruary\tMarch\nLamp\t\t\t7\nDesk\t3\t5\nChair\t1\t2\t3\nShelf\tnone",
  );
});

test("words that were divided at the end of a line are whole again", async () => {
  const content = lines(
    "The con-",
    "tract is a long-",
    "term one with a well-",
    "known firm \\(a well-known",
    "one\\), by E-",
    "Mail, see 4-",
    "711.",
  );
  expect(await textOf(content)).toBe(
    "The contract is a longterm one with a well-known firm (a well-known\none), by E-Mail, see 4-711.",
  );
});

test.each([
  [["EU-", "wide"], "EU-wide"],
  [["by e-", "mail"], "by e-mail"],
  [["2026-", "01-02"], "2026-01-02"],
  [["a 12-", "month term"], "a 12-month term"],
  [["state-of-the-", "art"], "state-of-the-art"],
  [["Software-Entwick-", "lung"], "Software-Entwicklung"],
  [["die Nord-Sued-Verbin-", "dung"], "die Nord-Sued-Verbindung"],
  [["eine Ende-zu-Ende-Ver-", "schluesselung"], "eine Ende-zu-Ende-Verschluesselung"],
  [["sold over-the-coun-", "ter"], "sold over-the-counter"],
])("a hyphen that is part of the word stays, and no other: %s", async (written, text) => {
  expect(await textOf(lines(...written))).toBe(text);
});

test("what was filled into a form and remarked on a page", async () => {
  const field = (rest: string) => `<< /Type /Annot /Subtype /Widget /Rect [100 600 200 620] /P 4 0 R ${rest} >>`;
  const objects = [
    field("/FT /Tx /T (tenant) /V (Anna Berg) /F 4"),
    field("/FT /Tx /T (hidden) /V (secret) /F 2"),
    field("/FT /Tx /T (empty) /F 4"),
    "<< /Type /Annot /Subtype /Text /Contents (Check the date) /Rect [100 500 120 520] /F 4 >>",
  ];
  const refs = objects.map((_, index) => `${index + 6} 0 R`).join(" ");
  const more = { objects, page: `/Annots [${refs}]`, catalog: "/AcroForm << /Fields [6 0 R 7 0 R 8 0 R] >>" };
  expect(await textOf(lines("Tenant:"), more)).toBe("Tenant:\n\ntenant: Anna Berg\n\nCheck the date");
});

test("every word is on its page, in order", async () => {
  const page = fc.array(fc.stringMatching(/^[A-Za-z0-9.,:;!?%&*#|=+-]{1,10}$/), { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 5 }), async (pages) => {
    const read = await readPdf(makePages(pages.map((words) => words.join(" "))));
    expect(read.map(({ text }) => text)).toEqual(pages.map((words) => words.join(" ")));
  });
  await fc.assert(property, { numRuns: 30, seed: 3 });
});

test("one with a password says what to do", async () => {
  const key = "ab".repeat(32);
  const objects = [`<< /Filter /Standard /V 1 /R 2 /O <${key}> /U <${key}> /P -4 >>`];
  const read = textOf(lines("Secret"), { objects, trailer: "/Encrypt 6 0 R /ID [<01> <01>]" });
  await expect(read).rejects.toThrow("it has a password; save it without one");
});

test("letters that are set apart are words, and letters that are a list stay one", async () => {
  const content = (text: string, apart: number) => `BT /F1 12 Tf ${apart} Tc 72 700 Td (${text}) Tj ET`;
  expect(await textOf(content("Introduction", 5))).toBe("Introduction");
  expect(await textOf(content("MetropolisTower, Ltd", 5))).toContain("Metropolis Tower,");
  expect(await textOf(content("Introduction", 0))).toBe("Introduction");
  expect(await textOf(lines("A B C D E", "a b c d e f", "1 2 3 4 5 6"))).toBe("A B C D E\na b c d e f\n1 2 3 4 5 6");
});

test("labels that stand apart without a space between them are not run together, upright ones neither", async () => {
  const label = (text: string, matrix: string) => `BT /F1 12 Tf ${matrix} Tm (${text}) Tj ET`;
  const upright = [label("Outer ring", "0 -1 1 0 300 400"), label("Align", "0 -1 1 0 300 640")].join(" ");
  expect(await textOf(upright)).toMatch(/^Outer ring\s+Align$/);
  const form = [label("Group", "1 0 0 1 80 518"), label("Choice", "0.8 0 0 0.8 90 515")].join(" ");
  expect(await textOf(form)).toMatch(/^Group\s+Choice$/);
  const turned = "BT /F1 12 Tf 0 1 -1 0 300 300 Tm (Turn) Tj (ed text) Tj 0 -14 Td (below) Tj ET";
  expect(await textOf(turned)).toBe("Turned text\nbelow");
});
