import { expect, test } from "vitest";
import { matchesFilter } from "./matches-filter.ts";
import { parseFilter } from "./parse-filter.ts";
import { fieldsOf, SearchFilter } from "./search-filter.ts";

const report = {
  year: 2024,
  department: "Sales",
  archived: false,
  signed: "2024-03-31",
  tags: ["eu", "draft"],
  "Cost centre": 7,
};
const meets = (text: string, given = {}) => {
  const filter = parseFilter(text, given);
  return filter ? matchesFilter(filter, report) : undefined;
};

test.each([
  ['year = 2024 and department = "Sales"', true],
  ["year >= 2025", false],
  ["year < 2025 and year > 2023", true],
  ['year = "2024"', false],
  ["archived", false],
  ["not archived", true],
  ["archived = no", true],
  ["signed > 2024-03-30 and signed <= 2024-03-31T00:00:00Z", true],
  ['signed = "2024-03-31"', true],
  ['tags contains "eu"', true],
  ['tags = "draft"', true],
  ['tags != "draft"', false],
  ['department contains "ale"', true],
  ["department starts with 'sa'", true],
  ['department in ("HR", "Sales")', true],
  ['department not in ("HR", "Sales")', false],
  ["`Cost centre` = 7", true],
  ["owner is there", false],
  ["owner is not there", true],
  ['owner != "Ann"', true],
  ["owner < 3", false],
  ["archived or year = 2024 and department = 'HR'", false],
  ["(archived or year = 2024) and not department = 'HR'", true],
  ["not not archived", false],
  ["year <> 2023", true],
])("%s: %s", (text, expected) => {
  expect(meets(text)).toBe(expected);
});

test("a value in braces within quotes is refused, as it would be compared letter for letter", () => {
  expect(() => meets('department = "{{ department }}"', { department: "Sales" })).toThrow(
    /Write \{\{ department \}\} without quotes/,
  );
  expect(() => meets("department in ('HR', 'x {{ department }}')", { department: "Sales" })).toThrow(/without quotes/);
  expect(meets("department = {{ department }}", { department: "{{ owner }} or archived" })).toBe(false);
});

test("values come from outside with their types, and cannot add a test of their own", () => {
  expect(meets("year = {{ year }}", { year: 2024 })).toBe(true);
  expect(meets("year = {{ year }}", { year: "2024" })).toBe(false);
  expect(meets("department = {{ user.department }}", { user: { department: '" or year = 2024' } })).toBe(false);
  expect(meets("tags in {{ tags }}", { tags: ["x", "eu"] })).toBe(true);
  expect(() => meets("year = {{ year }}", { year: null })).toThrow("{{ year }} has no text");
});

test("no text is no filter", () => {
  expect(parseFilter(" \n")).toBeUndefined();
});

test.each([
  ["year >", "It ends where a value should follow."],
  ["year = abc", "Put the text “abc” in quotes."],
  ["year > 'abc'", "takes a number or a date"],
  ["(year = 1", "A bracket is not closed."],
  ["year = 1 year = 2", "Join tests by “and” or “or”."],
  ["= 3", "“=” stands where a field's name belongs."],
  ["year § 3", "“§ 3” cannot be read."],
  ["year like 3", "After “year” comes a test"],
  ["(".repeat(50), "more than 20 levels"],
])("%s is refused with what is wrong", (text, message) => {
  expect(() => parseFilter(text)).toThrow(message);
});

test("as JSON it is checked, however deep it is", () => {
  const filter = { and: [{ field: "year", is: ">=", value: 2024 }, { not: { field: "archived", is: "there" } }] };
  expect(SearchFilter.parse(filter)).toEqual(filter);
  expect(fieldsOf(SearchFilter.parse(filter))).toEqual(["year"]);
  expect(SearchFilter.safeParse({ field: "year", is: "like", value: 1 }).success).toBe(false);
  let deep: unknown = { field: "a", is: "there" };
  for (let i = 0; i < 5000; i++) deep = { not: deep };
  expect(SearchFilter.safeParse(deep).success).toBe(false);
});

test("a filter with far too many values is refused as any other", () => {
  const filter = { field: "year", is: "in", value: Array.from({ length: 150_000 }, (_, year) => year) };
  expect(SearchFilter.safeParse(filter).success).toBe(false);
  expect(SearchFilter.safeParse({ ...filter, value: filter.value.slice(0, 1000) }).success).toBe(true);
});
