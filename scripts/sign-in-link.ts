import { orExit } from "../platform/at-start.ts";
import { openDb } from "../platform/database/db.ts";
import { awaitDatabase } from "../platform/database/open-client.ts";
import { env } from "../platform/env.ts";
import { openLog } from "../platform/log.ts";
import { openAuth } from "../server/auth/auth.ts";
import { ownerSignInLink } from "../server/auth/sign-in-link.ts";

// npm run sign-in-link: prints a link that signs the owner in once, where npm start does not run (containers, several
// machines). Needs the settings of the web process; who may read these may sign in as the owner anyway.

const settings = await orExit(env);
await orExit(() => awaitDatabase(settings.DATABASE_URL, { name: "patchbay-sign-in-link" }));
const db = openDb(settings.DATABASE_URL, { max: 1, name: "patchbay-sign-in-link" });
try {
  const auth = openAuth({ prisma: db.prisma, env: settings, log: openLog("warn", "sign-in-link") });
  console.log(await ownerSignInLink(db.prisma, auth));
} finally {
  await db.close();
}
