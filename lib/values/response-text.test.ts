import { expect, test } from "vitest";
import { responseText } from "./response-text.ts";

const western = (text: string) => Buffer.from(text, "latin1");
const page = (head: string) => western(`<html><head>${head}</head><body>Grüße</body></html>`);

test.each([
  ["the type", "text/plain; charset=iso-8859-1", western("Grüße"), "Grüße"],
  ["the type in single quotes, with spaces", "text/plain; charset = 'iso-8859-1'", western("Grüße"), "Grüße"],
  ["no one, in UTF-8", "text/plain", Buffer.from("Grüße €"), "Grüße €"],
  ["no one, in an old encoding", "text/plain", western("Grüße"), "Grüße"],
  ["a name that no encoding has", "text/plain; charset=ansi", western("Grüße"), "Grüße"],
  ["no one, with a damaged place", "text/plain", Buffer.concat([Buffer.from("Grüße"), Buffer.of(0xff)]), "Grüße\ufffd"],
  ["no type", null, Buffer.from("Grüße"), "Grüße"],
  ["the mark in front, whatever the type says", "text/plain; charset=iso-8859-1", Buffer.from("\ufeffGrüße"), "Grüße"],
  ["the mark of UTF-16", "application/json", Buffer.from("\ufeff{}", "utf16le"), "{}"],
])("the encoding is said by %s", (_name, type, data, text) => {
  expect(responseText(data, type)).toBe(text);
});

test("a page and XML name their own encoding, where their type does not", () => {
  expect(responseText(page('<meta charset="iso-8859-1">'), "text/html")).toContain("Grüße");
  expect(
    responseText(page('<meta http-equiv="content-type" content="text/html; charset=windows-1252">'), "text/html"),
  ).toContain("Grüße");
  expect(
    responseText(western('<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>'), "application/atom+xml"),
  ).toContain("ä");
  const utf8 = Buffer.from('<meta charset="iso-8859-1">Grüße');
  expect(responseText(utf8, "text/html; charset=utf-8")).toContain("Grüße");
  expect(responseText(Buffer.from('<meta charset="utf-16">Grüße'), "text/html")).toContain("Grüße");
});
