import { openDb } from "../../platform/database/db.ts";
import { env } from "../../platform/env.ts";
import { seed } from "../../prisma/seed.ts";

// A task (see task.ts): puts the examples into the database.

const db = openDb(env().DATABASE_URL, { max: 2, name: "patchbay-seed" });
try {
  await seed({ db });
} finally {
  await db.close();
}
