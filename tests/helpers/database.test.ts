import pg from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "./database.ts";

test("two test databases know nothing of each other", async () => {
  await using one = await testDatabase();
  await using other = await testDatabase();
  await one.prisma.workspace.create({ data: { id: "w", name: "Mine", defaultModel: {} } });
  expect(await one.prisma.workspace.count()).toBe(1);
  expect(await other.prisma.workspace.count()).toBe(0);
});

test("a connection that is left open is reported, and the database goes all the same", async () => {
  const db = await testDatabase(500);
  const leak = new pg.Client({ connectionString: db.url, application_name: "leak" });
  leak.on("error", () => {});
  await leak.connect();
  await expect(db[Symbol.asyncDispose]()).rejects.toThrow(/left open by: leak/);
});
