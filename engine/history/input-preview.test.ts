import { expect, test } from "vitest";
import { inputPreview } from "./input-preview.ts";

const previewOf = (input: unknown) => inputPreview(JSON.stringify(input));

test("one field is its value, several have their names", () => {
  expect(previewOf({})).toBe("");
  expect(previewOf({ name: "Ada" })).toBe("Ada");
  expect(previewOf({ name: 'Ada "the first"\nLovelace', count: 3, on: true, nothing: null })).toBe(
    'name: Ada "the first" Lovelace · count: 3 · on: true · nothing: null',
  );
});

test("lists and objects are their JSON, files their name, large values their start", () => {
  expect(previewOf({ tags: ["a", "b}"], map: { x: [1, { y: "," }] }, last: 1 })).toBe(
    'tags: ["a","b}"] · map: {"x":[1,{"y":","}]} · last: 1',
  );
  expect(previewOf({ file: { id: "1", name: "report.pdf", mime: "application/pdf", bytes: 3 } })).toBe("report.pdf");
  expect(previewOf({ text: { $blob: "abc", bytes: 99, preview: "It was" } })).toBe("It was");
});

test("a start that was cut anywhere is read as far as it goes", () => {
  const json = JSON.stringify({
    'na"me': "Ada \\ é \ud83d\ude00",
    deep: [{ a: "b" }],
    text: { $blob: "x", preview: "p" },
  });
  for (let end = 0; end <= json.length; end++) expect(inputPreview(json.slice(0, end))).not.toContain("undefined");
  expect(inputPreview('{"name":"Ada Love')).toBe("Ada Love");
  expect(inputPreview('{"name":"Ada","count":1')).toBe("name: Ada · count: 1");
});

test("is short, and holds no half of a character", () => {
  const line = previewOf({ text: "\ud83d\ude00".repeat(300) });
  expect(line.length).toBeLessThanOrEqual(200);
  expect(line.isWellFormed()).toBe(true);
});
