import { openDb } from "../platform/database/db.ts";
import { EnvError, env } from "../platform/env.ts";
import { openLog } from "../platform/log.ts";
import { openAuth } from "../server/auth/auth.ts";
import { ownerSignInLink } from "../server/auth/sign-in-link.ts";

// npm run sign-in-link: prints a link that signs the owner in once, where npm start does not run (containers, several
// machines). Needs the settings of the web process; who may read these may sign in as the owner anyway.

const settings = readSettings();
if (settings !== undefined) {
  const db = openDb(settings.DATABASE_URL, { max: 1, name: "patchbay-sign-in-link" });
  try {
    const auth = openAuth({ prisma: db.prisma, env: settings, log: openLog("warn", "sign-in-link") });
    console.log(await ownerSignInLink(db.prisma, auth));
  } finally {
    await db.close();
  }
}

function readSettings() {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return undefined;
  }
}
