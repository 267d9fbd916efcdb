import { expect, test } from "vitest";
import { readMarkdown } from "./markdown.ts";

const headings = (markdown: string) => readMarkdown(markdown).flatMap(({ metadata: { heading } }) => heading ?? []);

test.each([
  [
    "signs after a title belong to it unless a space stands before them",
    "# About C#\n\n## Lists ##",
    ["About C#", "About C# › Lists"],
  ],
  ["underlined titles", "Title\n=====\ntext\n\nSub\n---\nmore", ["Title", "Title › Sub"]],
  [
    "lines, tables, lists and front matter are not titles",
    "---\ntitle: x\n---\n\n- a\n---\n\n| a |\n---\n\ntext\nmore\n---\n",
    [],
  ],
  [
    "code ends with the fence it began with",
    "```\n~~~\n# no\n```\n# yes\n~~~~\n```\n# no\n~~~\n# no\n~~~~\n# also",
    ["yes", "also"],
  ],
  ["code in a line opens no fence", "```inline``` text\n# yes", ["yes"]],
  ["indented code, hash tags and seven signs", "    # no\n#no\n####### no", []],
  ["levels that are left out", "### Deep\n# Top\n### Deep again", ["Deep", "Top", "Top › Deep again"]],
])("%s", (_name, markdown, expected) => {
  expect(headings(markdown)).toEqual(expected);
});

test("every line is kept as it was written", () => {
  const [section] = readMarkdown("one\r\n\r\n| a | b |\r\n|---|---|\r\n| 1 | |\r\n\tcode");
  expect(section?.text).toBe("one\n\n| a | b |\n|---|---|\n| 1 | |\n\tcode");
});
