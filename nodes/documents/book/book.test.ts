import { expect, test } from "vitest";
import { makeZip } from "../../../tests/collections/make-files.ts";
import { readBook } from "./book.ts";

const bytes = (text: string) => Buffer.from(text);
const container = {
  name: "META-INF/container.xml",
  data: bytes('<container><rootfile full-path="OEBPS/content.opf"/></container>'),
};

test("a book is read in its order, each page by its headings", () => {
  const items = '<item id="b" href="ch%202.xhtml"/><item id="a" href="ch1.xhtml"/>';
  const about = "<dc:title>Lamps</dc:title><dc:creator>Anna B</dc:creator>";
  const book = makeZip([
    container,
    {
      name: "OEBPS/content.opf",
      data: bytes(
        `<package><metadata>${about}</metadata><manifest>${items}</manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>`,
      ),
    },
    {
      name: "OEBPS/ch1.xhtml",
      data: bytes('<?xml version="1.0"?><html><head><title/></head><body><h1>One</h1><p>first</p></body></html>'),
    },
    { name: "OEBPS/ch 2.xhtml", data: bytes("<html><body><h1>Two</h1><p>second</p></body></html>") },
  ]);
  expect(readBook(book).filter(({ text }) => text !== "")).toEqual([
    { text: "Lamps\nAnna B", metadata: {} },
    { title: "One", text: "first", metadata: { heading: "One" } },
    { title: "Two", text: "second", metadata: { heading: "Two" } },
  ]);
});

test("a page that the order names again is read once, and an item whose address is none does not stop the book", () => {
  const items = '<item id="a" href="ch1.xhtml"/><item id="b" href="http://["/>';
  const spine = `<itemref idref="b"/>${'<itemref idref="a"/>'.repeat(1000)}`;
  const book = makeZip([
    container,
    {
      name: "OEBPS/content.opf",
      data: bytes(`<package><manifest>${items}</manifest><spine>${spine}</spine></package>`),
    },
    { name: "OEBPS/ch1.xhtml", data: bytes("<html><body><p>once</p></body></html>") },
  ]);
  expect(readBook(book).map(({ text }) => text)).toEqual(["once"]);
});

test("what is no book, or is copy-protected, says so", () => {
  expect(() => readBook(bytes("no zip"))).toThrow("it is not an electronic book (EPUB)");
  expect(() => readBook(makeZip([container]))).toThrow("it is not an electronic book (EPUB)");
  const rights = { name: "META-INF/rights.xml", data: bytes("<r/>") };
  const locked = { name: "META-INF/encryption.xml", data: bytes("<e/>") };
  expect(() => readBook(makeZip([container, rights, locked]))).toThrow("it is copy-protected");
});

const bookOf = (items: string, ...files: { name: string; data: Buffer }[]) => {
  const spine = '<itemref idref="a"/>';
  const main = bytes(`<package><manifest>${items}</manifest><spine>${spine}</spine></package>`);
  return makeZip([container, { name: "OEBPS/content.opf", data: main }, ...files]);
};
const textsOf = (book: Uint8Array) => readBook(book).map(({ text }) => text);
const page = (inside: string, before = "<!DOCTYPE html>") =>
  bytes(`${before}<html><head><title/></head><body>${inside}</body></html>`);

test("its pages are XHTML, also where they do not say so: what is empty takes nothing of what follows", () => {
  const inside = '<p>one</p><script src="x.js"/><a id="p1"/><p>two <![CDATA[<b>]]></p><textarea/><style/><p>three</p>';
  const read = (data: Buffer) => textsOf(bookOf('<item id="a" href="a.xhtml"/>', { name: "OEBPS/a.xhtml", data }));
  expect(read(page(inside))).toEqual(["one\n\ntwo <b>\n\nthree"]);
  expect(read(page("<p>a&nbsp;b</p>", '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]>'))).toEqual(["a\u00a0b"]);
});

test("in place of a file that is no page the one is read that it names", () => {
  const items =
    '<item id="a" href="a.pdf" media-type="application/pdf" fallback="b"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>';
  const files = [
    { name: "OEBPS/a.pdf", data: bytes("%PDF") },
    { name: "OEBPS/b.xhtml", data: page("<p>as a page</p>") },
  ];
  expect(textsOf(bookOf(items, ...files))).toEqual(["as a page"]);
  const circle = '<item id="a" href="a.pdf" media-type="application/pdf" fallback="a"/>';
  expect(textsOf(bookOf(circle, ...files))).toEqual([]);
});

test("pages that only a key opens are copy-protected, and fonts that are mixed up are not", () => {
  const encryption = (algorithm: string, uri: string) => ({
    name: "META-INF/encryption.xml",
    data: bytes(
      `<encryption><EncryptedData><EncryptionMethod Algorithm="${algorithm}"/><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`,
    ),
  });
  const item = '<item id="a" href="a.xhtml"/>';
  const file = { name: "OEBPS/a.xhtml", data: page("<p>text</p>") };
  const aes = encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "OEBPS/a.xhtml");
  expect(() => readBook(bookOf(item, aes, file))).toThrow("it is copy-protected");
  const font = encryption("http://www.idpf.org/2008/embedding", "OEBPS/a.otf");
  expect(textsOf(bookOf(item, font, file))).toEqual(["text"]);
});
