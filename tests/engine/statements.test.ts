/** The statements of the engine and of what stands beside it, each in a file of its own. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { testDatabase } from "../helpers/database.ts";

const root = new URL("../../", import.meta.url);
const files = globSync("{engine,platform,state}/**/*.sql", { cwd: root });
/** No rows for a parameter that is rows; the others are not looked at. */
const nothing = new Proxy({}, { get: () => [] });
const Query = z.object({ name: z.string(), text: z.string() });

/** What the modules beside the files load, by name. */
async function loaded(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of globSync("{engine,platform,state}/**/sql/statements.ts", { cwd: root })) {
    const statements: Record<string, unknown> = await import(new URL(path, root).href);
    for (const statement of Object.values(statements)) {
      if (typeof statement !== "function") throw new Error(`${path} exports something that is not a statement`);
      const { name, text } = Query.parse(statement(nothing));
      expect(found.has(name), `two statements are called ${name}`).toBe(false);
      found.set(name, text);
    }
  }
  return found;
}

test("each file begins with what it promises and names each of its parameters", () => {
  expect(files.length).toBeGreaterThan(40);
  for (const path of files) {
    const text = readFileSync(new URL(path, root), "utf8");
    const head = /^(?:--.*\n)+/.exec(text)?.[0] ?? "";
    expect(head, path).toMatch(/^-- [A-Z]/);
    const used = text.replace(/--[^\n]*|'[^']*'/g, "").matchAll(/(?<!:):([A-Za-z]\w*)/g);
    for (const [, param] of used) expect(head, path).toMatch(new RegExp(`^--   :${param}\\b`, "m"));
  }
});

test("the database takes each of them as it is", async () => {
  await using db = await testDatabase();
  const statements = await loaded();
  expect(statements.size).toBe(files.length);
  for (const [name, text] of statements) {
    await db.pool.query(`PREPARE "${name}" AS ${text}`).catch((error) => {
      throw new Error(`${name}.sql: ${error.message}`);
    });
  }
});
