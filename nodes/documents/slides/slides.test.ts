import { expect, test } from "vitest";
import { makeSlides, makeZip } from "../../../tests/collections/make-files.ts";
import { makeMail } from "../../../tests/collections/make-mail.ts";
import { readMail } from "../mail/mail.ts";
import { readers } from "../readers.ts";
import { readSlides } from "./slides.ts";

const p = (text: string, level = 0) => `<a:p><a:pPr lvl="${level}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;
const shape = (body: string, type = "") =>
  `<p:sp><p:nvSpPr><p:nvPr>${type === "" ? "" : `<p:ph type="${type}"/>`}</p:nvPr></p:nvSpPr><p:txBody>${body}</p:txBody></p:sp>`;

test("slides in the order of the presentation, with titles, levels, tables, groups and notes, without what repeats", () => {
  const cell = (text: string, more = "") => `<a:tc ${more}><a:txBody>${p(text)}</a:txBody></a:tc>`;
  const table = `<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/><a:tr>${cell("Region")}${cell("Units")}</a:tr><a:tr>${cell("EU", 'rowSpan="2"')}${cell("12")}</a:tr><a:tr>${cell("", 'vMerge="1"')}${cell("7")}</a:tr></a:tbl></p:graphicFrame>`;
  const first = `${shape(p("Body") + p("deeper", 1))}${shape(p("Sales  &amp; more"), "title")}${shape(p("3"), "sldNum")}`;
  const second = `<p:grpSp>${shape(p("In a group"))}</p:grpSp>${table}`;
  expect(readSlides(makeSlides([first, second], { 1: "Say it slowly." }))).toEqual([
    { title: "Sales & more", text: "Body\n  deeper", metadata: { slide: 1, heading: "Sales & more" } },
    {
      text: "In a group\n\nRegion | Units\nRegion: EU | Units: 12\nRegion: EU | Units: 7\n\nNotes: Say it slowly.",
      metadata: { slide: 2, heading: "Slide 2" },
    },
  ]);
});

test("what is no presentation says so", () => {
  expect(() => readSlides(Buffer.from("no zip"))).toThrow("it is not a PowerPoint presentation");
  expect(() => readSlides(makeZip([{ name: "a.txt", data: Buffer.from("x") }]))).toThrow(/not a PowerPoint/);
});

const text = async (raw: string | Uint8Array) =>
  (await readers.eml(typeof raw === "string" ? Buffer.from(raw.replaceAll("\n", "\r\n"), "latin1") : raw))
    .map((section) => [section.title, section.text].filter(Boolean).join("\n"))
    .join("\n");

test("a message says who wrote it, to whom and when, in the charset that it names", async () => {
  const raw = `From: =?iso-8859-1?Q?J=FCrgen?= <j@example.com>
To: a@example.com, "B, C" <b@example.com>
Cc: c@example.com
Date: Mon, 2 Nov 2026 10:00:00 +0100
Subject: =?utf-8?B?R3LDvMOfZQ==?= again
Content-Type: text/plain; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

Caf=E9 =96 one lo=
ng line
`;
  const said = await text(raw);
  expect(said).toContain(
    "Grüße again\nFrom: Jürgen <j@example.com>\nTo: a@example.com, B, C <b@example.com>\nCc: c@example.com\nDate: Mon, 2 Nov 2026 10:00:00 +0100",
  );
  expect(said).toContain("Café – one long line");
});

test("of two forms of a text the one that people see is read, and a file that is not read gives its name", async () => {
  const raw = `Subject: Two
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain

plain form
--a
Content-Type: text/html

<h1>Seen</h1><p>html form</p>
--a--
--m
Content-Type: image/png; name=photo.png
Content-Disposition: attachment; filename=photo.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--m
Content-Type: text/csv; name=a.csv
Content-Disposition: attachment; filename=a.csv

name,units
Lamp,7
--m--
`;
  const said = await text(raw);
  expect(said).toContain("html form");
  expect(said).not.toContain("plain form");
  expect(said).toContain("photo.png");
  expect(said).toContain("name: Lamp\nunits: 7");
});

test("what is no message says so, and messages in messages end", async () => {
  await expect(readMail(Buffer.from("just text\nwithout a head"), async () => undefined)).rejects.toThrow(
    /not an email/,
  );
  let raw = "Subject: inner\n\nx\n";
  for (let depth = 0; depth < 8; depth += 1) raw = `Subject: ${depth}\nContent-Type: message/rfc822\n\n${raw}`;
  expect(await text(raw)).toMatch(/^\s*7\n6\n5\n4\n3\n2\nAttached message$/);
  expect(await text(makeMail(Buffer.from("<p>fine</p>")))).toContain("fine");
});

test("numbers of lists, what a picture shows, raised digits, and a footer once", () => {
  const numbered = (text: string, type: string, level = 0) =>
    `<a:p><a:pPr lvl="${level}"><a:buAutoNum type="${type}"/></a:pPr><a:r><a:t>${text}</a:t></a:r></a:p>`;
  const list = `${numbered("one", "arabicPeriod")}${numbered("sub", "alphaLcParenR", 1)}${numbered("two", "arabicPeriod")}`;
  const picture = '<p:pic><p:nvPicPr><p:cNvPr id="1" name="x" descr="A red lamp"/></p:nvPicPr></p:pic>';
  const power = '<a:p><a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>3</a:t></a:r></a:p>';
  const slide = shape(list) + picture + shape(power) + shape(p("Internal use"), "ftr");
  const text = "1. one\n  a) sub\n2. two\n\nA red lamp\n\n10^3";
  expect(readSlides(makeSlides([slide, slide])).map((section) => section.text)).toEqual([text, text, "Internal use"]);
});

test("fixed texts of the layout and the master are said once, without prompts and what a slide hides", () => {
  const link = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://x/relationships/${type}" Target="${target}"/>`;
  const part = (name: string, xml: string) => ({ name: `ppt/${name}`, data: Buffer.from(xml) });
  const links = (name: string, ...all: string[]) => part(name, `<Relationships>${all.join("")}</Relationships>`);
  const sheet = (kind: string, shapes: string, more = "") =>
    `<p:${kind} ${more}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${kind}>`;
  const deck = (more: string) =>
    makeZip([
      part(
        "presentation.xml",
        '<p:presentation><p:sldIdLst><p:sldId r:id="a"/><p:sldId r:id="b"/></p:sldIdLst></p:presentation>',
      ),
      links("_rels/presentation.xml.rels", link("a", "slide", "slides/a.xml"), link("b", "slide", "slides/b.xml")),
      ...["a", "b"].flatMap((name) => [
        part(`slides/${name}.xml`, sheet("sld", shape(p(`Slide ${name}`)), more)),
        links(`slides/_rels/${name}.xml.rels`, link("l", "slideLayout", "../slideLayouts/l.xml")),
      ]),
      part("slideLayouts/l.xml", sheet("sldLayout", shape(p("Click to edit"), "body") + shape(p("Confidential")))),
      links("slideLayouts/_rels/l.xml.rels", link("m", "slideMaster", "../slideMasters/m.xml")),
      part("slideMasters/m.xml", sheet("sldMaster", shape(p("ACME Ltd")))),
    ]);
  const texts = (more: string) => readSlides(deck(more)).map(({ text }) => text);
  expect(texts("")).toEqual(["Slide a", "Slide b", "Confidential", "ACME Ltd"]);
  expect(texts('showMasterSp="0"')).toEqual(["Slide a", "Slide b"]);
});
