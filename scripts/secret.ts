import { parseArgs } from "node:util";
import { openDb } from "../platform/database/db.ts";
import { secretsOf } from "../platform/vault/secrets.ts";
import { openVault } from "../platform/vault/vault.ts";
import { rekeyTwoFactor } from "../server/auth/secrets/rekey-two-factor.ts";
import { runCommand } from "./backup/command.ts";
import { BackupError } from "./backup/manifest.ts";

// npm run secret -- rewrap: brings what is encrypted under one of PATCHBAY_OTHER_SECRETS under PATCHBAY_SECRET, while Patchbay runs.
// It can be stopped and started again.

await runCommand(async (settings) => {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.join() !== "rewrap") throw new BackupError("Use npm run secret -- rewrap");
  const { DATABASE_URL: url, PATCHBAY_SECRET } = settings;
  if (url === undefined || PATCHBAY_SECRET === undefined) {
    throw new BackupError(
      "Set DATABASE_URL, PATCHBAY_SECRET to the new secret and PATCHBAY_OTHER_SECRETS to the former one.",
    );
  }
  const db = openDb(url, { max: 2, name: "patchbay-secret" });
  try {
    const { prisma } = db;
    const secrets = secretsOf({ ...settings, PATCHBAY_SECRET });
    const vault = openVault(prisma, secrets);
    let workspaces = 0;
    for (const { id } of await prisma.workspace.findMany({ select: { id: true } })) {
      if (await vault.rewrap(id)) workspaces += 1;
    }
    let people = 0;
    for (const { userId } of await prisma.twoFactor.findMany({ select: { userId: true } })) {
      if (await rekeyTwoFactor(prisma, userId, secrets)) people += 1;
    }
    return `Brought under the new secret: keys of workspaces ${workspaces}, authenticator apps ${people}.`;
  } finally {
    await db.close();
  }
});
