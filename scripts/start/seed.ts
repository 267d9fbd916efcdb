import { seed } from "../../prisma/seed.ts";
import { openDb } from "../../server/db.ts";
import { env } from "../../server/env.ts";

// A task (see task.ts): puts the examples into the database.

const db = openDb(env().DATABASE_URL, { max: 2, name: "patchbay-seed" });
try {
  await seed({ db });
} finally {
  await db.close();
}
