import { expect, test } from "vitest";
import { testDatabase } from "../../tests/helpers/database.ts";
import { openDb } from "../database/db.ts";
import { isTransientDbError } from "./transient-db-error.ts";

/** What Postgres says when it is shut down, has no connection or no disk left, or takes no writes. */
const passing = ["57P01", "57P03", "53100", "53300", "25006", "58030", "40P01", "08006"];
/** A value that does not fit, a broken constraint, a column that is not there, an error of a function. */
const lasting = ["22P02", "23505", "42703", "P0001"];

test("an error of the database passes or lasts, whether the driver or Prisma gives it", async () => {
  await using db = await testDatabase();
  const raise = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'for a test' USING ERRCODE = '${code}'; END $$`;
  for (const code of [...passing, ...lasting]) {
    const errors = await Promise.all([
      db.pool.query(raise(code)).catch((error: unknown) => error),
      db.prisma.$executeRawUnsafe(raise(code)).catch((error: unknown) => error),
    ]);
    expect(errors.map(isTransientDbError), code).toEqual(Array(2).fill(passing.includes(code)));
  }
});

test("a database that does not answer passes", async () => {
  const db = openDb("postgres://patchbay@127.0.0.1:1/none", { max: 1, name: "test" });
  expect(await db.pool.query("SELECT 1").catch(isTransientDbError)).toBe(true);
  expect(await db.prisma.workspace.count().catch(isTransientDbError)).toBe(true);
  await db.close();
});
