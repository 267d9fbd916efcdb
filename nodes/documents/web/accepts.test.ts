import { expect, test } from "vitest";
import { acceptPages } from "./accepts.ts";

const page = (path: string) => `https://example.com${path}`;

test("without patterns every page is taken; a star stands for anything", () => {
  expect(acceptPages({ include: [], exclude: [] })(page("/a"))).toBe(true);
  const docs = acceptPages({ include: ["/docs/*", "/about"], exclude: ["*/old/*", "*.pdf"] });
  expect(["/docs/a", "/docs/", "/about"].map((path) => docs(page(path)))).toEqual([true, true, true]);
  expect(["/blog/a", "/docs", "/about/us", "/docs/old/a", "/docs/a.pdf"].some((path) => docs(page(path)))).toBe(false);
});

test("the query is part of the path, and a pattern may be an address", () => {
  expect(acceptPages({ include: ["/list?page=*"], exclude: [] })(page("/list?page=2"))).toBe(true);
  expect(acceptPages({ include: ["https://example.com/a*"], exclude: [] })(page("/ab"))).toBe(true);
  expect(acceptPages({ include: ["https://example.org/*"], exclude: [] })(page("/ab"))).toBe(false);
});

test("the parts between stars do not share characters", () => {
  expect(acceptPages({ include: ["/ab*ba"], exclude: [] })(page("/aba"))).toBe(false);
  expect(acceptPages({ include: ["/*a*a"], exclude: [] })(page("/a"))).toBe(false);
  expect(acceptPages({ include: ["/*a*a"], exclude: [] })(page("/aa"))).toBe(true);
});
