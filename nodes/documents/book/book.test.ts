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
