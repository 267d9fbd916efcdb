import { expect, test } from "vitest";
import { previewValue } from "./preview-value.ts";

test("a value is shown in a few characters", () => {
  expect(previewValue("Hello Ada")).toBe("Hello Ada");
  expect(previewValue("")).toBe("empty");
  expect(previewValue([1, 2, 3])).toBe("3 items");
  expect(previewValue(["one"])).toBe("1 item");
  expect(previewValue({ content: "Of a message" })).toBe("Of a message");
  expect(previewValue("A sentence that goes on and on")).toBe("A sentence that goes…");
});

test("a text of several lines is shown without marks of Markdown, a single line as it is", () => {
  expect(previewValue("## What bread needs\n\n1. **Flour**")).toBe("What bread needs Flour");
  expect(previewValue("- 5")).toBe("- 5");
  expect(previewValue("1. January\n")).toBe("1. January");
});
