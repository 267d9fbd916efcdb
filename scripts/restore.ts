import { parseArgs } from "node:util";
import { runCommand } from "./backup/command.ts";
import { BackupError } from "./backup/manifest.ts";
import { openOwnDatabase } from "./backup/own-database.ts";
import { restoreBackup } from "./backup/restore-backup.ts";

// npm run restore -- --from FOLDER: brings an empty database to the state of a backup, while Patchbay is stopped.

await runCommand(async (settings) => {
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({ options: { from: { type: "string" }, replace: flag, "other-secret": flag } });
  if (values.from === undefined) {
    throw new BackupError("Name a backup: npm run restore -- --from FOLDER [--replace] [--other-secret]");
  }
  await using database = await openOwnDatabase(settings, { mayRun: false });
  const { url: databaseUrl, secret } = database;
  const { replace: replaces = false, "other-secret": acceptsOtherSecret = false } = values;
  const ask = { databaseUrl, secret, dir: values.from, replaces, acceptsOtherSecret };
  const { tables, takenAt } = await restoreBackup(ask);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `Restored ${rows} rows of ${tables.length} tables, as of ${takenAt}. Start Patchbay; runs that were not finished go on.`;
});
