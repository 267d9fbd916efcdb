import { existsSync } from "node:fs";
import { doubtsAbout, loadStartEnv } from "../../platform/env.ts";
import { bringUp } from "./bring-up.ts";
import { lockDataDir } from "./data-dir.ts";
import { requirePort } from "./port.ts";
import { openSupervisor } from "./processes/supervisor.ts";
import { watchSources } from "./processes/watch-sources.ts";
import { complain, say, warn } from "./screen.ts";

// npm start and npm run dev. Read bring-up.ts for what happens, supervisor.ts for how all of it is stopped again.

const SAME_KEYSTROKE = 400;

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => !["--kafka", "--dev"].includes(flag));
if (unknown) {
  complain(`npm start does not know ${unknown}. It knows --kafka (bring up a Kafka as well) and --dev (reload).`);
  process.exit(2);
}

const supervisor = openSupervisor();
let askedAt = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stopOrKill);
process.on("SIGHUP", stop);
process.on("disconnect", stop);
// The parent may have gone while this file was being loaded.
if (process.send && !process.connected) process.exit(1);

try {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const settings = loadStartEnv(process.env);
  for (const doubt of doubtsAbout(process.env, settings)) warn(doubt);
  const isDev = settings.PATCHBAY_DEV || flags.includes("--dev");
  await requirePort(settings.HOST, settings.PORT);
  const dataDir = lockDataDir(settings.PATCHBAY_HOME, settings.PATCHBAY_URL);
  process.once("exit", dataDir.unlock);
  const patchbay = await bringUp({ supervisor, dataDir, settings, isDev, wantsKafka: flags.includes("--kafka") });
  if (isDev) watchSources(supervisor.signal, patchbay.restart);
  const lastLines = await patchbay.failed;
  complain(`The web process has ended. The end of its log:\n${lastLines}`);
} catch (error) {
  if (!supervisor.signal.aborted) complain(sentence(error));
}
await supervisor.close();
process.exit(askedAt > 0 ? 0 : 1);

function stopOrKill(): void {
  // One Ctrl-C can arrive several times: from the terminal, from npm and from the parent.
  const isAnother = askedAt > 0 && Date.now() - askedAt > SAME_KEYSTROKE;
  if (isAnother) {
    supervisor.kill();
    process.exit(130);
  }
  stop();
}

function stop(): void {
  if (askedAt > 0) return;
  askedAt = Date.now();
  say();
  say("Stopping; once more kills what is still running.");
  void supervisor.close().then(() => {
    say("Stopped.");
    process.exit(0);
  });
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env.LOG_LEVEL === "debug" && error.stack ? error.stack : error.message;
}
