import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type Postgres, startPostgres } from "./postgres.ts";

/** A Postgres for tests and tools: empty, fast rather than safe, and gone with its data when it is disposed of. */
export async function throwawayPostgres(): Promise<Postgres & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-postgres-"));
  // Under root the database runs as another account, which must be able to enter.
  await chmod(folder, 0o755);
  const remove = () => rm(folder, { recursive: true, force: true });
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  const paths = { dataDir: join(folder, "data"), logFile: join(folder, "postgres.log") };
  try {
    const postgres = await startPostgres({ ...paths, port, password, throwaway: true });
    const stop = async () => {
      await postgres.stop();
      await remove();
    };
    return { ...postgres, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
