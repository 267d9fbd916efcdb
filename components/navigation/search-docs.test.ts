import { expect, test } from "vitest";
import { searchDocs } from "./search-docs.ts";

const section = (title: string, text: string, page = "Running") => ({ href: `/docs#${title}`, title, page, text });
const sections = [
  section("How do I cancel a run?", "Press Cancel. The run stops at the next step."),
  section("What is a version?", "A version never changes. To undo a publish, restore an older version.", "Versions"),
  section("Who can cancel?", "Editors and owners.", "Members"),
];

test("a section holds every word; headings count more than text", () => {
  const titles = (query: string) => searchDocs(sections, query, 5).map(({ title }) => title);
  expect(titles("CANCEL")).toEqual(["How do I cancel a run?", "Who can cancel?"]);
  expect(titles("cancel owners")).toEqual(["Who can cancel?"]);
  expect(titles("versions restore")).toEqual(["What is a version?"]);
  expect(titles("nothing of it")).toEqual([]);
  expect(titles("  ")).toEqual([]);
});

test("an excerpt shows the word in its place", () => {
  const text = `${"Some words before it. ".repeat(20)}Here is the needle in all of that. ${"And after it. ".repeat(20)}`;
  const [match] = searchDocs([section("Hay", text)], "needle", 1);
  expect(match?.excerpt).toContain("needle");
  expect(match?.excerpt).toMatch(/^….*…$/);
  expect(match?.excerpt.length).toBeLessThan(120);
});
