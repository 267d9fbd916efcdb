import { parseArgs } from "node:util";
import { runCommand } from "./backup/command.ts";
import { BackupError } from "./backup/manifest.ts";
import { openOwnDatabase } from "./backup/own-database.ts";
import { writeBackup } from "./backup/write-backup.ts";

// npm run backup -- --to FOLDER: everything that users have stored, as of one moment, while Patchbay runs.

await runCommand(async (settings) => {
  const { values } = parseArgs({ options: { to: { type: "string" } } });
  if (values.to === undefined) throw new BackupError("Name a folder: npm run backup -- --to FOLDER");
  await using database = await openOwnDatabase(settings, { mayRun: true });
  const { url: databaseUrl, secret } = database;
  const { tables, takenAt } = await writeBackup({ databaseUrl, secret, dir: values.to });
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `Backed up ${rows} rows of ${tables.length} tables, as of ${takenAt}, into ${values.to}.
The secret is not in it: keep PATCHBAY_SECRET, or the file “secret” in PATCHBAY_HOME, elsewhere.`;
});
