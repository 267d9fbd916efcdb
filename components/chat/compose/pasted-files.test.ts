import { expect, test } from "vitest";
import { pastedFiles } from "./pasted-files.ts";

test.each([
  ["a picture", "", ["image.png"], true],
  ["files of a file manager", "plan.pdf\nnotes.txt", ["plan.pdf", "notes.txt"], true],
  ["cells of a spreadsheet, with a picture of them", "North\t12\nSouth\t9", ["image.png"], false],
])("of %s", (_, text, names, areFiles) => {
  const list = names.map((name) => new File(["x"], name));
  const files: FileList = Object.assign(list, { item: (at: number) => list[at] ?? null });
  expect(pastedFiles({ files, getData: () => text })).toBe(areFiles ? files : undefined);
});
