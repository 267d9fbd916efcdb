import { expect, test } from "vitest";
import { dispositionName } from "./disposition-name.ts";

const bytes = (text: string) => Buffer.from(text).toString("latin1");

test.each([
  ['attachment; filename="report.pdf"', "report.pdf"],
  ["attachment; filename=my report.pdf; size=3", "my report.pdf"],
  ['inline; FileName = "a; b.txt"', "a; b.txt"],
  ['attachment; filename="the \\"best\\".txt"', 'the "best".txt'],
  ["attachment; filename*=UTF-8''%C3%BCber%20uns.txt", "über uns.txt"],
  ["attachment; filename*=utf-8'de'%e2%82%ac.csv", "€.csv"],
  ["attachment; filename*=iso-8859-1''%FCber.txt", "über.txt"],
  [`attachment; filename="uber.txt"; filename*=utf-8''%C3%BCber.txt`, "über.txt"],
  [`attachment; filename*=utf-8''%C3%BCber.txt; filename="uber.txt"`, "über.txt"],
  [`attachment; filename*=utf-8''%FC.txt; filename="plain.txt"`, "plain.txt"],
  [bytes('attachment; filename="Übersicht 日本.txt"'), "Übersicht 日本.txt"],
  ['attachment; filename="\xfcber.txt"', "über.txt"],
  ["attachment", undefined],
  ['attachment; filename=""', undefined],
])("%s", (header, name) => {
  expect(dispositionName(header)).toBe(name);
});
