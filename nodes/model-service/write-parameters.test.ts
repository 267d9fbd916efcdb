import { expect, test } from "vitest";
import type { ServiceInput } from "../../lib/service/service.ts";
import { writeCookie, writeHeader, writePathParameter, writeQuery } from "./write-parameters.ts";

const list = ["blue", "black"];
const object = { R: 100, G: 200 };
const of = (style: ServiceInput["style"], explode: boolean) => ({ key: "color", style, explode });

// The table of https://spec.openapis.org/oas/v3.1.0#style-examples
test.each([
  ["matrix", false, ";color=blue,black", ";color=R,100,G,200"],
  ["matrix", true, ";color=blue;color=black", ";R=100;G=200"],
  ["label", false, ".blue,black", ".R,100,G,200"],
  ["label", true, ".blue.black", ".R=100.G=200"],
  ["simple", false, "blue,black", "R,100,G,200"],
  ["simple", true, "blue,black", "R=100,G=200"],
] as const)("in a path: %s, explode %s", (style, explode, ofList, ofObject) => {
  expect(writePathParameter(of(style, explode), list)).toBe(ofList);
  expect(writePathParameter(of(style, explode), object)).toBe(ofObject);
});

test.each([
  ["form", false, "color=blue,black", "color=R,100,G,200"],
  ["form", true, "color=blue&color=black", "R=100&G=200"],
  ["spaceDelimited", false, "color=blue%20black", "color=R%20100%20G%20200"],
  ["pipeDelimited", false, "color=blue%7Cblack", "color=R%7C100%7CG%7C200"],
  ["deepObject", true, "color=blue&color=black", "color%5BR%5D=100&color%5BG%5D=200"],
  ["json", false, "color=%5B%22blue%22%2C%22black%22%5D", "color=%7B%22R%22%3A100%2C%22G%22%3A200%7D"],
] as const)("in a query: %s, explode %s", (style, explode, ofList, ofObject) => {
  expect(writeQuery(of(style, explode), list).join("&")).toBe(ofList);
  expect(writeQuery(of(style, explode), object).join("&")).toBe(ofObject);
});

test("a value stays in its place: it adds no parts, no parameters and no headers", () => {
  expect(writePathParameter(of("simple", false), "a/../b?c#d")).toBe("a%2F..%2Fb%3Fc%23d");
  for (const value of ["..", ".", ""])
    expect(() => writePathParameter(of("simple", false), value)).toThrow("part of the path");
  expect(writeQuery(of("form", true), "a&b=c+d")).toEqual(["color=a%26b%3Dc%2Bd"]);
  expect(writeQuery({ ...of("form", true), allowReserved: true }, "a/b?c&d")).toEqual(["color=a/b?c%26d"]);
  expect(() => writeHeader(of("simple", false), "a\r\nx-evil: 1")).toThrow("one line");
  expect(writeCookie(of("form", true), "a; b=c")).toBe("color=a%3B%20b%3Dc");
});

test("a whole number keeps its digits", () => {
  expect(writeQuery(of("form", true), 7615917337495251231n)).toEqual(["color=7615917337495251231"]);
  expect(writeQuery(of("form", true), [true, null, 0.5])).toEqual(["color=true", "color=", "color=0.5"]);
});
