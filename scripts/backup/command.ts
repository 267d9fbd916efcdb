import { tmpdir } from "node:os";
import { DatabaseAway } from "../../platform/database/open-client.ts";
import { EnvError, loadStartEnv, type StartEnv } from "../../platform/env.ts";
import { isTransientDbError } from "../../platform/retry/transient-db-error.ts";
import { StartupError } from "../start/startup-error.ts";
import { BackupError } from "./manifest.ts";

/** Runs npm run backup or npm run restore; what a person can mend is said in a sentence, and nothing else. */
export async function runCommand(work: (settings: StartEnv) => Promise<string>): Promise<void> {
  try {
    console.log(await work(loadStartEnv(process.env)));
  } catch (error) {
    const isUsage = error instanceof TypeError && codeOf(error).startsWith("ERR_PARSE_ARGS");
    const sentence = sentenceFor(error) ?? (isUsage ? error.message : undefined);
    if (sentence === undefined) throw error;
    console.error(sentence);
    process.exitCode = isUsage ? 2 : 1;
  }
}

/** Undefined for what no one can mend but who writes the program. */
export function sentenceFor(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ([BackupError, DatabaseAway, EnvError, StartupError].some((one) => error instanceof one)) return error.message;
  const code = codeOf(error);
  if (code === "53100") return "The database has no space left on its disk. Free some there, then run this again.";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return `There is no space left for temporary files in ${tmpdir()}. Free some, or name another folder in TMPDIR.`;
  }
  if (!isTransientDbError(error)) return undefined;
  return `The database did not answer to the end (${error.message}). Run this again when it does.`;
}

const codeOf = (error: Error) => ("code" in error ? String(error.code) : "");
