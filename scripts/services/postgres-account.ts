import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";

// Postgres refuses to run as root. When root starts Patchbay (a container, a fresh server), the database runs under
// the account "postgres", which is made when it is missing.

export type Account = { uid: number; gid: number };

/** The account under which Postgres must run, or undefined when it is simply our own. */
export function postgresAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp() ?? create();
}

/**
 * The words to put before a command of Postgres. An account that may not enter one of the folders on the way (say
 * /root) gets the one capability which lets it; plain file permissions are left as they are.
 */
export function commandPrefix(account: Account | undefined, paths: string[]): string[] {
  if (!account || paths.every(isOpen)) return [];
  const ids = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  return ["setpriv", ...ids, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"];
}

function isOpen(path: string): boolean {
  for (let dir = path; dir !== dirname(dir); dir = dirname(dir)) {
    if (existsSync(dir) && dir !== path && (statSync(dir).mode & 0o001) === 0) return false;
  }
  return true;
}

function lookUp(): Account | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

function create(): Account {
  try {
    execFileSync("groupadd", ["--system", "--force", "postgres"], { stdio: "ignore" });
    execFileSync("useradd", ["--system", "-g", "postgres", "--no-create-home", "postgres"], { stdio: "ignore" });
  } catch (cause) {
    const advice = "Start Patchbay as an ordinary user, or set DATABASE_URL to a Postgres of your own.";
    throw new Error(`Postgres does not run as root, and the account "postgres" could not be made. ${advice}`, {
      cause,
    });
  }
  const account = lookUp();
  if (!account) throw new Error('The account "postgres" was made but cannot be found.');
  return account;
}
