import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { loadStatement } from "./sql-file.ts";

/** A file with this text, gone at the end of its scope. */
function sqlFile(text: string): { file: URL } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), "patchbay-sql-"));
  const path = join(dir, "find-it.sql");
  writeFileSync(path, text);
  return { file: pathToFileURL(path), [Symbol.dispose]: () => rmSync(dir, { recursive: true }) };
}

test("parameters are numbered in the order in which they are declared, however often and wherever they stand", () => {
  using at = sqlFile(`SELECT :b::int, :a, :b FROM t WHERE x = ANY(:c::text[])`);
  const find = loadStatement(at.file, { a: "text", b: "int", c: "text[]" });
  const text = "SELECT $2::int, $1, $2 FROM t WHERE x = ANY($3::text[])";
  expect(find({ b: 7, a: "x", c: ["y"] })).toEqual({ name: "find-it", text, values: ["x", 7, ["y"]] });
});

test("colons in texts, names, casts and comments are no parameters", () => {
  using at = sqlFile(
    `-- It's :not\nSELECT '{"a":b}' || E'\\':c' || 'it''s :d', ":e", now()::text /* :f */, :a -- :g\nFROM t`,
  );
  const { text, values } = loadStatement(at.file, { a: "text?" })({ a: null });
  expect(text.replaceAll(/\s+/g, " ")).toBe(
    `SELECT '{"a":b}' || E'\\':c' || 'it''s :d', ":e", now()::text , $1 FROM t`,
  );
  expect(values).toEqual([null]);
});

test("a list is included by its name", () => {
  using at = sqlFile("SELECT /* include: columns of r */ FROM r WHERE id = :id");
  const find = loadStatement(at.file, { id: "text" }, { "columns of r": `r.id, r."at"` });
  expect(find({ id: "x" }).text).toBe(`SELECT r.id, r."at" FROM r WHERE id = $1`);
});

test("rows are a table of lists, one for each column", () => {
  using at = sqlFile("SELECT s.* FROM :some::rows s WHERE :a");
  const find = loadStatement(at.file, { some: { id: "text", n: "int" }, a: "boolean" });
  const { text, values } = find({ some: [{ id: "x", n: 7 }, { id: "y" }], a: true });
  const table = `unnest(l.c0, l.c1) AS r("id", "n")`;
  expect(text).toBe(
    `SELECT s.* FROM (SELECT r.* FROM (SELECT $1::text[] AS c0, $2::int[] AS c1 OFFSET 0) l, ${table}) s WHERE $3`,
  );
  expect(values).toEqual([expect.any(Buffer), expect.any(Buffer), true]);
  expect(find({ some: [], a: false }).values).toEqual([null, null, false]);
});

test("what does not fit throws when the file is loaded", () => {
  using at = sqlFile("SELECT /* include: columns */ FROM t WHERE id = :id::text");
  const lists = { columns: "id" };
  expect(() => loadStatement(at.file, {}, lists)).toThrow("find-it.sql has a parameter :id, which is not declared");
  expect(() => loadStatement(at.file, { id: "text", more: "int" }, lists)).toThrow("find-it.sql does not use :more");
  expect(() => loadStatement(at.file, { id: "int" }, lists)).toThrow("find-it.sql casts :id, declared as int, to text");
  expect(() => loadStatement(at.file, { id: "text" })).toThrow("find-it.sql includes “columns”, which is not there");
});

test("a wrong or missing parameter is a compile error", () => {
  using at = sqlFile("SELECT :a::int");
  const find = loadStatement(at.file, { a: "int" });
  // @ts-expect-error it is called `a`
  expect(find({ b: 1 }).values).toEqual([undefined]);
  // @ts-expect-error it is a number
  expect(find({ a: "1" }).values).toEqual(["1"]);
});
