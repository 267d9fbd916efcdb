import { expect, test } from "vitest";
import { auditCsv, auditLines } from "./audit-file.ts";

const entry = {
  id: "1",
  at: "2026-11-29T10:00:00.000Z",
  actor: { kind: "user" as const, id: "u", name: "ada@example.com" },
  action: "pipeline.renamed",
  kind: "pipeline" as const,
  target: { id: "p", name: '=HYPERLINK("http://evil")' },
  details: { name: "a, b" },
  ip: "127.0.0.1",
};

test("a name that a spreadsheet would take for a formula is text, and quotes and commas keep to their cell", () => {
  const [, row] = auditCsv([entry]).split("\r\n");
  expect(row).toBe(
    `2026-11-29T10:00:00.000Z,ada@example.com,user,u,pipeline.renamed,"'=HYPERLINK(""http://evil"")",p,"{""name"":""a, b""}",127.0.0.1`,
  );
});

test("each entry is a line of JSON", () => {
  expect(
    auditLines([entry, entry])
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([entry, entry]);
});
