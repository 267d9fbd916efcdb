import { DatabaseAway } from "../../platform/database/open-client.ts";
import { EnvError, loadStartEnv, type StartEnv } from "../../platform/env.ts";
import { StartupError } from "../start/startup-error.ts";
import { BackupError } from "./manifest.ts";

/** Runs npm run backup or npm run restore; what a person can mend is said in a sentence, and nothing else. */
export async function runCommand(work: (settings: StartEnv) => Promise<string>): Promise<void> {
  try {
    console.log(await work(loadStartEnv(process.env)));
  } catch (error) {
    const isMeant = [BackupError, DatabaseAway, EnvError, StartupError].some((one) => error instanceof one);
    const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    if (!isMeant && !isUsage) throw error;
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = isUsage ? 2 : 1;
  }
}
