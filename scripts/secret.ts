import { parseArgs } from "node:util";
import { PatchbayError } from "../lib/errors.ts";
import { openDb } from "../platform/database/db.ts";
import { secretsOf } from "../platform/vault/secrets.ts";
import { openVault } from "../platform/vault/vault.ts";
import { rekeyTwoFactor } from "../server/auth/secrets/rekey-two-factor.ts";
import { runCommand } from "./backup/command.ts";
import { BackupError } from "./backup/manifest.ts";
import { openOwnDatabase } from "./backup/own-database.ts";

// npm run secret -- rewrap: brings what is encrypted under one of PATCHBAY_OTHER_SECRETS under PATCHBAY_SECRET, while Patchbay runs.
// It can be stopped and started again.

await runCommand(async (settings) => {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.join() !== "rewrap") throw new BackupError("Use npm run secret -- rewrap");
  const { PATCHBAY_SECRET } = settings;
  if (PATCHBAY_SECRET === undefined) {
    throw new BackupError("Set PATCHBAY_SECRET to the new secret and PATCHBAY_OTHER_SECRETS to the former one.");
  }
  await using database = await openOwnDatabase(settings, { mayRun: true });
  const db = openDb(database.url, { max: 2, name: "patchbay-secret" });
  try {
    const { prisma } = db;
    const secrets = secretsOf({ ...settings, PATCHBAY_SECRET });
    const vault = openVault(prisma, secrets);
    let workspaces = 0;
    const unreadable: string[] = [];
    for (const { id } of await prisma.workspace.findMany({ select: { id: true } })) {
      try {
        if (await vault.rewrap(id)) workspaces += 1;
      } catch (error) {
        if (!(error instanceof PatchbayError) || error.code !== "unavailable") throw error;
        unreadable.push(id);
      }
    }
    let people = 0;
    for (const { userId } of await prisma.twoFactor.findMany({ select: { userId: true } })) {
      if (await rekeyTwoFactor(prisma, userId, secrets)) people += 1;
    }
    const done = `Brought under the new secret: keys of workspaces ${workspaces}, authenticator apps ${people}.`;
    if (unreadable.length === 0) return done;
    throw new BackupError(
      `${done}\nNone of the secrets opens the keys of these workspaces, which were left as they are: ${unreadable.join(", ")}. Add the secret they are under to PATCHBAY_OTHER_SECRETS, and run this again.`,
    );
  } finally {
    await db.close();
  }
});
