/** Small real files, made by hand. */
import { constants, crc32, deflateRawSync, deflateSync } from "node:zlib";

type Entry = { name: string; data: Uint8Array };

export function makeZip(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const contents: Buffer[] = [];
  let at = 0;
  for (const { name, data } of entries) {
    const packed = deflateRawSync(data);
    const path = Buffer.from(name);
    const sizes = [crc32(data), packed.length, data.length];
    const local = Buffer.concat([
      u32(0x04034b50),
      u16(20, 0, 8, 0, 0),
      u32(...sizes),
      u16(path.length, 0),
      path,
      packed,
    ]);
    const place = [u16(path.length, 0, 0, 0, 0), u32(0, at), path];
    contents.push(Buffer.concat([u32(0x02014b50), u16(20, 20, 0, 8, 0, 0), u32(...sizes), ...place]));
    parts.push(local);
    at += local.length;
  }
  const table = Buffer.concat(contents);
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0, 0, entries.length, entries.length),
    u32(table.length, at),
    u16(0),
  ]);
  return Uint8Array.from(Buffer.concat([...parts, table, end]));
}

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;

/** Paragraphs; one that begins with `# ` is a heading. */
export function makeDocx(paragraphs: readonly string[]): Uint8Array<ArrayBuffer> {
  const body = paragraphs.map((text) => {
    const isHeading = text.startsWith("# ");
    const style = isHeading ? `<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>` : "";
    return `<w:p>${style}<w:r><w:t>${isHeading ? text.slice(2) : text}</w:t></w:r></w:p>`;
  });
  return makeZip([
    { name: "[Content_Types].xml", data: Buffer.from(types) },
    { name: "_rels/.rels", data: Buffer.from(relations) },
    { name: "word/document.xml", data: Buffer.from(documentXml(body.join(""))) },
  ]);
}

/** A slide for each text, which is the XML of its shapes; `notes` by the slide's place, from 0. */
export function makeSlides(
  slides: readonly string[],
  notes: Readonly<Record<number, string>> = {},
): Uint8Array<ArrayBuffer> {
  const link = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const links = (list: readonly string[]) => Buffer.from(`<Relationships>${list.join("")}</Relationships>`);
  // Their numbers in the file are no order.
  const file = (index: number) => `slide${slides.length - index}.xml`;
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="r${index}"/>`);
  return makeZip([
    { name: "_rels/.rels", data: links([link("r1", "officeDocument", "ppt/presentation.xml")]) },
    {
      name: "ppt/presentation.xml",
      data: Buffer.from(`<p:presentation><p:sldIdLst>${ids.join("")}</p:sldIdLst></p:presentation>`),
    },
    {
      name: "ppt/_rels/presentation.xml.rels",
      data: links(slides.map((_, index) => link(`r${index}`, "slide", `slides/${file(index)}`))),
    },
    ...slides.map((shapes, index) => ({
      name: `ppt/slides/${file(index)}`,
      data: Buffer.from(`<p:sld><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`),
    })),
    ...Object.entries(notes).flatMap(([index, text]) => [
      {
        name: `ppt/slides/_rels/${file(Number(index))}.rels`,
        data: links([link("n1", "notesSlide", `../notesSlides/notes${index}.xml`)]),
      },
      {
        name: `ppt/notesSlides/notes${index}.xml`,
        data: Buffer.from(
          `<p:notes><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type="body"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:notes>`,
        ),
      },
    ]),
  ]);
}

export function documentXml(body: string): string {
  const main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  return `<?xml version="1.0"?><w:document xmlns:w="${main}"><w:body>${body}</w:body></w:document>`;
}

/** A page for each text, or for each content that is deflated already. */
export function makePdf(pages: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  const objects: Buffer[] = [
    Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    Buffer.from("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
    ...pages.flatMap((page, index) => {
      const packed = typeof page === "string" ? deflateSync(`BT /F1 12 Tf 72 700 Td (${page}) Tj ET`) : page;
      const resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]";
      return [
        Buffer.from(`<< /Type /Page /Parent 2 0 R ${resources} /Contents ${5 + index * 2} 0 R >>`),
        Buffer.concat([
          Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
          packed,
          Buffer.from("\nendstream"),
        ]),
      ];
    }),
  ];
  const parts: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const offsets: number[] = [];
  let at = parts[0]!.length;
  for (const [index, body] of objects.entries()) {
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from("\nendobj\n")]);
    offsets.push(at);
    parts.push(object);
    at += object.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const count = objects.length + 1;
  parts.push(Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n${rows}`));
  parts.push(Buffer.from(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`));
  return Uint8Array.from(Buffer.concat(parts));
}

/** What unpacks to `times` megabytes of the letter A, made without ever holding them. */
export function deflatedMegabytes(times: number): Uint8Array {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, "A"), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...new Array<Buffer>(times).fill(block), Buffer.from([3, 0])]);
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
