import { parseArgs } from "node:util";
import { openDb } from "../platform/database/db.ts";
import { moveFiles } from "../platform/files/move-files.ts";
import { openObjectStores } from "../platform/files/object-store.ts";
import { noteStrayObjects } from "../platform/files/sweep-objects.ts";
import { runCommand } from "./backup/command.ts";
import { BackupError } from "./backup/manifest.ts";
import { openOwnDatabase } from "./backup/own-database.ts";

// npm run files -- move: brings every file to where PATCHBAY_FILES says, while Patchbay runs.
// npm run files -- strays: finds objects that no file names, as after a restore; workers then delete them.

await runCommand(async (settings) => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [command] = positionals;
  if (command !== "move" && command !== "strays") throw new BackupError("Use npm run files -- move, or -- strays");
  const stores = openObjectStores(settings);
  await using database = await openOwnDatabase(settings, { mayRun: true });
  const db = openDb(database.url, { max: 2, name: "patchbay-files" });
  try {
    if (command === "move") {
      const say = (moved: number) => moved % 1000 === 0 && console.log(`${moved} files …`);
      return `${await moveFiles({ prisma: db.prisma, stores }, say)} files moved to ${settings.PATCHBAY_FILES}.`;
    }
    if (stores.place === undefined) throw new BackupError("Set PATCHBAY_FILES to the place that should be looked at.");
    return `${await noteStrayObjects(db.pool, stores, stores.place)} objects without a file; workers delete them within minutes.`;
  } finally {
    await db.close();
  }
});
