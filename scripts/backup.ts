import { parseArgs } from "node:util";
import { formatBytes } from "../lib/format-bytes.ts";
import { openObjectStores } from "../platform/files/object-store.ts";
import { runCommand } from "./backup/command.ts";
import { BackupError, type Manifest } from "./backup/manifest.ts";
import { openOwnDatabase } from "./backup/own-database.ts";
import { openPlace } from "./backup/places/open-place.ts";
import { writeBackup } from "./backup/write-backup.ts";

// npm run backup -- --to PLACE: everything that users have stored, as of one moment, while Patchbay runs.

await runCommand(async (settings) => {
  const { values } = parseArgs({ options: { to: { type: "string" }, "without-files": { type: "boolean" } } });
  if (values.to === undefined) {
    throw new BackupError(
      "Name a folder or a bucket: npm run backup -- --to FOLDER|s3://bucket/prefix [--without-files]",
    );
  }
  const place = await openPlace(values.to, settings);
  await using database = await openOwnDatabase(settings, { mayRun: true });
  const { url: databaseUrl, secret } = database;
  const { "without-files": withoutFiles = false } = values;
  const stores = openObjectStores(settings);
  const { tables, takenAt, files } = await writeBackup({ databaseUrl, secret, place, stores, withoutFiles });
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  if ((files?.lost ?? 0) > 0) process.exitCode = 3;
  return [
    `Backed up ${rows} rows of ${tables.length} tables, as of ${takenAt}, into ${values.to}.`,
    ...formatFiles(files),
    secret === undefined
      ? "No secret was found: set PATCHBAY_SECRET, so that a restore can tell whether it has the right one."
      : "The secret is not in it: keep PATCHBAY_SECRET, or the file “secret” in PATCHBAY_HOME, elsewhere.",
  ].join("\n");
});

function formatFiles(files: Manifest["files"]): string[] {
  if (files === undefined) return [];
  const { copied, bytes, referenced, lost } = files;
  return [
    ...(copied > 0 ? [`${copied} files (${formatBytes(bytes)}) were copied from object storage.`] : []),
    ...(referenced > 0
      ? [
          `The content of ${referenced} files is not in it and stays in object storage: keep it there as long as the backup.`,
        ]
      : []),
    ...(lost > 0
      ? [`WARNING: the content of ${lost} files was missing or damaged in object storage; files.jsonl.gz names them.`]
      : []),
  ];
}
