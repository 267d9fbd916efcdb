/** A former release of this repository: its files in a folder of their own, with the packages of its own lock file. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { migrationNames } from "../../scripts/migrate/folder.ts";
import type { Release } from "./fleet.ts";
import { thisRelease } from "./installation.ts";

const run = promisify(execFile);
const git = async (...args: string[]) => (await run("git", args, { cwd: thisRelease.root })).stdout.trim();

type FormerRelease = AsyncDisposable & { release: Release; migrate(databaseUrl: string): Promise<void> };

/** BENCH_FORMER, a tag or commit; else the newest commit before the newest migration came. */
async function formerCommit(): Promise<string> {
  if (process.env.BENCH_FORMER) return await git("rev-parse", `${process.env.BENCH_FORMER}^{commit}`);
  const newest = (await migrationNames()).at(-1);
  if (newest === undefined) throw new Error("there is no migration");
  const commit = await git("log", "-1", "--diff-filter=A", "--format=%H", "--", `prisma/migrations/${newest}`);
  if (commit === "") throw new Error(`the migration ${newest} is in no commit: commit it, or set BENCH_FORMER`);
  return await git("rev-parse", `${commit}^`);
}

export async function openFormerRelease(): Promise<FormerRelease> {
  const commit = await formerCommit();
  const root = join(await mkdtemp(join(tmpdir(), "patchbay-former-")), "release");
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    await git("worktree", "remove", "--force", root);
    await rm(join(root, ".."), { recursive: true, force: true });
  });
  await git("worktree", "add", "--detach", root, commit);
  await installPackages(root);
  await run("npm", ["run", "--silent", "generate"], { cwd: root, maxBuffer: 1e8 });
  const title = await git("log", "-1", "--format=%h %cs %s", commit);
  console.log(`The former release: ${title}`);
  const drains = (await git("ls-tree", "--name-only", commit, "server/http/drain.ts")) !== "";
  const owned = stack.move();
  return {
    release: { root, name: "the former release", drains },
    async migrate(databaseUrl) {
      const env = { ...process.env, DATABASE_URL: databaseUrl };
      await run(process.execPath, ["--no-warnings", "scripts/migrate.ts"], { cwd: root, env });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Those of this folder where the lock file is the same, as hard links where the file system has them; else npm ci. */
async function installPackages(root: string): Promise<void> {
  const lock = (folder: string) => readFile(join(folder, "package-lock.json"), "utf8");
  if ((await lock(root)) !== (await lock(thisRelease.root))) {
    await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, maxBuffer: 1e8 });
    return;
  }
  const from = join(thisRelease.root, "node_modules");
  const to = join(root, "node_modules");
  await run("cp", ["-al", from, to]).catch(() => cp(from, to, { recursive: true, verbatimSymlinks: true }));
}
