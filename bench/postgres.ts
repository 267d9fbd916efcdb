/** A Postgres for a measurement: its own data folder, with fsync and everything else as a production server has it. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../scripts/services/free-port.ts";
import { ensureDatabase, startPostgres } from "../scripts/services/postgres.ts";

export type BenchPostgres = AsyncDisposable & {
  /** A scratch folder that goes with it. */
  folder: string;
  pid: number;
  /** The address of a database, made when it is not there. */
  database(name: string): Promise<string>;
};

export async function openBenchPostgres(): Promise<BenchPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-bench-"));
  // The server runs as a user of its own when the bench runs as root.
  await chmod(folder, 0o755);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const paths = { dataDir: join(folder, "postgres"), logFile: join(folder, "postgres.log") };
  const postgres = await startPostgres({ ...paths, port: await freePort(), password: "bench" });
  stack.defer(() => postgres.stop());
  const owned = stack.move();
  return {
    folder,
    pid: postgres.daemon.pid,
    async database(name) {
      await ensureDatabase(postgres.url("postgres"), name);
      return postgres.url(name);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
