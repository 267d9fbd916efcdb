import { parseArgs } from "node:util";
import { openObjectStores } from "../platform/files/object-store.ts";
import { runCommand } from "./backup/command.ts";
import { BackupError } from "./backup/manifest.ts";
import { openOwnDatabase } from "./backup/own-database.ts";
import { openPlace } from "./backup/places/open-place.ts";
import { restoreBackup } from "./backup/restore-backup.ts";

// npm run restore -- --from PLACE: brings an empty database to the state of a backup, while Patchbay is stopped.

await runCommand(async (settings) => {
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({ options: { from: { type: "string" }, replace: flag, "other-secret": flag } });
  if (values.from === undefined) {
    throw new BackupError(
      "Name a backup: npm run restore -- --from FOLDER|s3://bucket/prefix [--replace] [--other-secret]",
    );
  }
  const place = await openPlace(values.from, settings);
  await using database = await openOwnDatabase(settings, { mayRun: false });
  const { url: databaseUrl, secret } = database;
  const { replace: replaces = false, "other-secret": acceptsOtherSecret = false } = values;
  const ask = { databaseUrl, secret, place, stores: openObjectStores(settings), replaces, acceptsOtherSecret };
  const { tables, takenAt, files } = await restoreBackup(ask);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const target = settings.PATCHBAY_FILES === "postgres" ? "the database" : settings.PATCHBAY_FILES;
  return [
    `Restored ${rows} rows of ${tables.length} tables, as of ${takenAt}. Start Patchbay; runs that were not finished go on.`,
    ...(files?.copied ? [`${files.copied} files were put into ${target}.`] : []),
    ...(files?.referenced
      ? [`The content of ${files.referenced} files is where it was, and is deleted there when they are deleted here.`]
      : []),
    ...(files?.lost ? [`WARNING: the content of ${files.lost} files was not in the backup.`] : []),
  ].join("\n");
});
