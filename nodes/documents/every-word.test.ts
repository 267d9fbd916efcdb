/** Every visible word of a file is in some chunk, in order, with its table row or heading, whatever the format. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileEnding } from "../../lib/documents/file-endings.ts";
import { documentXml, makeSlides, makeZip } from "../../tests/collections/make-files.ts";
import { makeMail, makeMailInMail } from "../../tests/collections/make-mail.ts";
import { makeRichText } from "../../tests/collections/make-rich-text.ts";
import { makeWorkbook } from "../../tests/collections/make-workbook.ts";
import { readers } from "./readers.ts";
import type { Section } from "./section.ts";
import { splitIntoChunks } from "./split/split.ts";

/** What a generated file says. Every word is another, so that each can be found. */
type Part =
  | { kind: "heading"; rank: number; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "code"; text: string }
  | { kind: "list"; items: string[]; isNumbered: boolean }
  | { kind: "table"; header: string[] | undefined; rows: string[][] };

const lookingLikeMarkdown = fc.constantFrom("", "", "", "# ", "* ", "1. ", "> ", "``` ", "| ", "- ", "=== ", "#");
const words = (maxLength: number) =>
  fc.tuple(
    lookingLikeMarkdown,
    fc.array(fc.constantFrom("w", "ß", "日本", "é", "Ω", "x-", "5%"), { minLength: 1, maxLength }),
  );

/** Parts whose words are numbered, as in `w17`: what is found can be told from what is lost. */
const files = fc
  .array(
    fc.oneof(
      fc.record({ kind: fc.constant("heading" as const), rank: fc.integer({ min: 1, max: 4 }), text: words(4) }),
      fc.record({ kind: fc.constant("paragraph" as const), text: words(60) }),
      fc.record({ kind: fc.constant("code" as const), text: words(60) }),
      fc.record({
        kind: fc.constant("list" as const),
        items: fc.array(words(8), { minLength: 1, maxLength: 4 }),
        isNumbered: fc.boolean(),
      }),
      fc.integer({ min: 2, max: 4 }).chain((width) => {
        const row = fc.array(
          fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 4, arbitrary: words(3) }),
          { minLength: width, maxLength: width },
        );
        const header = fc.array(words(2), { minLength: width, maxLength: width });
        return fc.record({
          kind: fc.constant("table" as const),
          header: fc.option(header, { nil: undefined }),
          rows: fc.array(row, { minLength: 1, maxLength: 5 }),
        });
      }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts): Part[] => {
    let count = 0;
    const written = ([sign, stems]: [string, string[]]) => sign + stems.map((stem) => `${stem}${++count}`).join(" ");
    return parts.map((part): Part => {
      if (part.kind === "list") return { ...part, items: part.items.map(written) };
      if (part.kind !== "table") return { ...part, text: written(part.text) };
      const header = part.header?.map(written);
      return { ...part, header, rows: part.rows.map((row) => row.map((cell) => (cell ? written(cell) : ""))) };
    });
  });

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function asHtml(parts: readonly Part[]): Uint8Array {
  const row = (cells: string[], name: string) =>
    `<tr>${cells.map((cell) => `<${name}>${escaped(cell)}</${name}>`).join("\n")}</tr>`;
  const body = parts.map((part) => {
    if (part.kind === "heading") return `<h${part.rank}>${escaped(part.text)}</h${part.rank}>`;
    if (part.kind === "paragraph") return `<div><p>${escaped(part.text)}</p></div>`;
    if (part.kind === "code") return `<pre>${escaped(part.text)}</pre>`;
    if (part.kind === "table")
      return `<table>${part.header ? row(part.header, "th") : ""}${part.rows.map((cells) => row(cells, "td")).join("")}</table>`;
    const name = part.isNumbered ? "ol" : "ul";
    return `<${name}>${part.items.map((item) => `<li>${escaped(item)}`).join("")}</${name}>`;
  });
  return Buffer.from(`<html><body>${body.join("")}</body></html>`);
}

function asWord(parts: readonly Part[]): Uint8Array {
  const p = (text: string, properties = "") =>
    `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${escaped(text)}</w:t></w:r></w:p>`;
  const row = (cells: string[], properties = "") =>
    `<w:tr><w:trPr>${properties}</w:trPr>${cells.map((cell) => `<w:tc>${p(cell)}</w:tc>`).join("")}</w:tr>`;
  const body = parts.map((part) => {
    if (part.kind === "heading") return p(part.text, `<w:pStyle w:val="Heading${part.rank}"/>`);
    if (part.kind === "list")
      return part.items.map((item) => p(item, '<w:numPr><w:numId w:val="1"/></w:numPr>')).join("");
    if (part.kind !== "table") return p(part.text);
    return `<w:tbl>${part.header ? row(part.header, "<w:tblHeader/>") : ""}${part.rows.map((cells) => row(cells)).join("")}</w:tbl>`;
  });
  return makeZip([{ name: "word/document.xml", data: Buffer.from(documentXml(body.join(""))) }]);
}

function asOpenText(parts: readonly Part[]): Uint8Array {
  const p = (text: string) => `<text:p>${escaped(text)}</text:p>`;
  const row = (cells: string[]) =>
    `<table:table-row>${cells.map((cell) => `<table:table-cell>${p(cell)}</table:table-cell>`).join("")}</table:table-row>`;
  const body = parts.map((part) => {
    if (part.kind === "heading") return `<text:h text:outline-level="${part.rank}">${escaped(part.text)}</text:h>`;
    if (part.kind === "list")
      return `<text:list>${part.items.map((item) => `<text:list-item>${p(item)}</text:list-item>`).join("")}</text:list>`;
    if (part.kind !== "table") return p(part.text);
    const header = part.header ? `<table:table-header-rows>${row(part.header)}</table:table-header-rows>` : "";
    return `<table:table>${header}${part.rows.map(row).join("")}</table:table>`;
  });
  const content = `<x><office:body><office:text>${body.join("")}</office:text></office:body></x>`;
  return makeZip([{ name: "content.xml", data: Buffer.from(content) }]);
}

function asMarkdown(parts: readonly Part[]): Uint8Array {
  const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const blocks = parts.map((part) => {
    if (part.kind === "heading") return `${"#".repeat(part.rank)} ${part.text}`;
    if (part.kind === "paragraph") return part.text.replace(/^[#*>|=`-]/, "\\$&");
    if (part.kind === "code") return `~~~~\n${part.text}\n~~~~`;
    if (part.kind === "list")
      return part.items.map((item, index) => `${part.isNumbered ? `${index + 1}.` : "-"} ${item}`).join("\n");
    const header = part.header ?? part.rows[0]?.map(() => "") ?? [];
    return [header, header.map(() => "---"), ...part.rows].map(row).join("\n");
  });
  return Buffer.from(blocks.join("\n\n"));
}

/** Each part is a file inside of the document, and a web page or another document in turn. */
function asChunks(parts: readonly Part[]): Uint8Array {
  const files = parts.map((part, index) =>
    index % 2 === 0
      ? { name: `c${index}.html`, data: asHtml([part]) }
      : { name: `c${index}.docx`, data: asWord([part]) },
  );
  const relations = files.map(
    ({ name }) => `<Relationship Id="${name}" Type="http://x/relationships/aFChunk" Target="${name}"/>`,
  );
  return makeZip([
    {
      name: "word/document.xml",
      data: Buffer.from(documentXml(files.map(({ name }) => `<w:altChunk r:id="${name}"/>`).join(""))),
    },
    { name: "word/_rels/document.xml.rels", data: Buffer.from(`<Relationships>${relations.join("")}</Relationships>`) },
    ...files.map(({ name, data }) => ({ name: `word/${name}`, data })),
  ]);
}

/** A heading begins a slide; what stands before the first one is on a slide without a title. */
function asSlides(parts: readonly Part[]): Uint8Array {
  const p = (text: string) => `<a:p><a:r><a:t>${escaped(text)}</a:t></a:r></a:p>`;
  const shape = (texts: readonly string[], type = "") =>
    `<p:sp><p:nvSpPr><p:nvPr>${type}</p:nvPr></p:nvSpPr><p:txBody>${texts.map(p).join("")}</p:txBody></p:sp>`;
  const row = (cells: readonly string[]) =>
    `<a:tr>${cells.map((cell) => `<a:tc><a:txBody>${p(cell)}</a:txBody></a:tc>`).join("")}</a:tr>`;
  const slides: string[] = [""];
  for (const part of parts) {
    if (part.kind === "heading") slides.push(shape([part.text], '<p:ph type="title"/>'));
    else if (part.kind === "table") {
      const rows = [...(part.header ? [part.header] : []), ...part.rows].map(row).join("");
      slides[slides.length - 1] +=
        `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="${part.header ? 1 : 0}"/>${rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
    } else slides[slides.length - 1] += shape(part.kind === "list" ? part.items : [part.text]);
  }
  return makeSlides(slides);
}

const asMail = (parts: readonly Part[]) => makeMail(asHtml(parts));
/** The text is in a file that is attached to a message that is attached. */
const asAttachment = (parts: readonly Part[]) => makeMailInMail("a.docx", asWord(parts));

const formats: [string, FileEnding, (parts: readonly Part[]) => Uint8Array][] = [
  ["html", "html", asHtml],
  ["docx", "docx", asWord],
  ["files inside a docx", "docx", asChunks],
  ["odt", "odt", asOpenText],
  ["rtf", "rtf", makeRichText],
  ["md", "md", asMarkdown],
  ["pptx", "pptx", asSlides],
  ["eml", "eml", asMail],
  ["a file in a message in a message", "eml", asAttachment],
];

type Found = { text: string; heading: string };

/** Small chunks, so that tables and paragraphs are cut. */
async function chunksOf(ending: FileEnding, data: Uint8Array): Promise<Found[]> {
  const sections: Section[] = await readers[ending](data);
  return sections.flatMap(({ title = "", text, metadata: { heading = "" } }) =>
    splitIntoChunks(text.trim() === "" ? title : text, { size: 400, overlap: 0 }).map((chunk) => ({
      text: chunk,
      heading: String(heading),
    })),
  );
}

const numbered = /(?:w|ß|日本|é|Ω|x-|5%)\d+/g;

function assertSaysAll(parts: readonly Part[], chunks: readonly Found[]): void {
  let chunk = 0;
  let heading = "";
  /** The chunk with a word, here or later: none may come before one that was found already. */
  const find = (word: string) => {
    const pattern = new RegExp(`${word}(?!\\d)`);
    while (chunk < chunks.length && !pattern.test(`${chunks[chunk]?.heading}\n${chunks[chunk]?.text}`)) chunk += 1;
    expect(chunks[chunk], `“${word}” in order`).toBeDefined();
    return chunks[chunk];
  };
  for (const part of parts) {
    if (part.kind === "heading") heading = part.text;
    const texts =
      part.kind === "table"
        ? [...(part.header ?? []), ...part.rows.flat()]
        : part.kind === "list"
          ? part.items
          : [part.text];
    for (const word of texts.join(" ").match(numbered) ?? []) {
      const found = find(word);
      if (part.kind !== "heading" && heading !== "")
        expect(found?.heading, `the heading of “${word}”`).toContain(heading.match(numbered)?.at(-1));
    }
    if (part.kind === "table") assertRows(part.rows, chunks);
  }
}

/** Cells of a row are in one line, and no other row's cells are. */
function assertRows(rows: readonly string[][], chunks: readonly Found[]): void {
  const lines = chunks.flatMap(({ text }) => text.split("\n"));
  for (const row of rows) {
    const cells = row.flatMap((cell) => cell.match(numbered) ?? []);
    const [first] = cells;
    const line = lines.find((one) => first !== undefined && one.match(numbered)?.includes(first));
    if (first !== undefined) expect(line?.match(numbered)).toEqual(expect.arrayContaining(cells));
    const others = rows
      .filter((other) => other !== row)
      .flatMap((other) => other.flatMap((cell) => cell.match(numbered) ?? []));
    for (const other of others) if (first !== undefined) expect(line?.match(numbered)).not.toContain(other);
  }
}

test.each(formats)("%s", async (_name, ending, write) => {
  const property = fc.asyncProperty(files, async (parts) => {
    assertSaysAll(parts, await chunksOf(ending, write(parts)));
  });
  await fc.assert(property, { numRuns: 150, seed: 29 });
});

/** Cells with what separates cells elsewhere, a quote, a line break. */
const tables = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => {
    const cell = fc.tuple(fc.constantFrom("", "", 'a 24" ', '"', "; ", ", ", "| ", "\n", "'"), words(3));
    const row = fc.array(fc.option(cell, { nil: undefined, freq: 4 }), { minLength: width, maxLength: width });
    const header = fc.array(words(2), { minLength: width, maxLength: width });
    return fc.tuple(header, fc.array(row, { minLength: 1, maxLength: 8 }));
  })
  .map(([header, rows]) => {
    let count = 0;
    const written = ([sign, stems]: [string, string[]]) => sign + stems.map((stem) => `${stem}${++count}`).join(" ");
    return [header.map(written), ...rows.map((row) => row.map((cell) => (cell ? cell[0] + written(cell[1]) : "")))];
  });

const quoted = (cell: string) => (/["\n\t,;|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const bare = (cell: string) => cell.replace(/^"/, "").replaceAll("\n", " ");

const separated: [string, FileEnding, (table: string[][]) => string | Uint8Array][] = [
  [
    "xlsx",
    "xlsx",
    (rows) => makeWorkbook([{ name: "Sheet1", rows: rows.map((row) => row.map((cell) => cell || undefined)) }]),
  ],
  ["csv", "csv", (table) => table.map((row) => row.map(quoted).join(",")).join("\r\n")],
  ["csv with semicolons", "csv", (table) => table.map((row) => row.map(quoted).join(";")).join("\n")],
  ["tsv", "tsv", (table) => table.map((row) => row.map(quoted).join("\t")).join("\n")],
  ["tsv without quotes", "tsv", (table) => table.map((row) => row.map(bare).join("\t")).join("\n")],
];

test.each(separated)("%s: each row with all its cells under their names", async (_name, ending, write) => {
  const property = fc.asyncProperty(tables, async (table) => {
    const [header = [], ...rows] = table.map((row) => row.map((cell) => cell.match(numbered) ?? []));
    const sections: Section[] = await readers[ending](Buffer.from(write(table)));
    const found = sections.filter(({ metadata }) => metadata.row !== undefined);
    expect(found.map(({ text }) => text.match(numbered) ?? [])).toEqual(
      rows
        .filter((row) => row.some((cell) => cell.length > 0))
        .map((row) => row.flatMap((cell, column) => (cell.length === 0 ? [] : [...(header[column] ?? []), ...cell]))),
    );
    const all = sections.map(({ text }) => text).join("\n");
    for (const word of header.flat()) expect(all).toContain(word);
  });
  await fc.assert(property, { numRuns: 150, seed: 29 });
});
