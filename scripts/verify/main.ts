/** npm run verify: looks at a running installation from outside, as its users do. Read `checks` below for what it looks at. */
import { existsSync } from "node:fs";
import { openApi } from "./api.ts";
import { runChecks } from "./check.ts";
import { address } from "./checks/address.ts";
import { models, storage, vectors } from "./checks/data.ts";
import { editor } from "./checks/editor.ts";
import { mail } from "./checks/mail.ts";
import { proxies } from "./checks/proxies.ts";
import { model, run } from "./checks/run.ts";
import { broker, database, key, migrations, web } from "./checks/services.ts";
import { signIn } from "./checks/sign-in.ts";
import { clocks, disks, secret } from "./checks/surroundings.ts";
import { roundTrip, workers } from "./checks/workers.ts";
import { readOptions, UsageError, usage } from "./options.ts";
import { asJson, isInOrder, linesOf, mapOf, summaryOf } from "./report.ts";

const checks = [
  ...[web, address, database, migrations, broker, signIn, key, roundTrip, workers, secret, clocks, disks],
  ...[run, proxies, models, model, storage, vectors, editor, mail],
];

if (existsSync(".env")) process.loadEnvFile(".env");
const args = process.argv.slice(2);
if (args.includes("--help")) console.log(usage);
else process.exitCode = await verify();

async function verify(): Promise<number> {
  const options = optionsOr();
  if (options === undefined) return 2;
  const { url, key: apiKey, isJson } = options;
  const say = (lines: readonly string[]) => {
    if (!isJson) for (const line of lines) console.log(line);
  };
  say([`Patchbay at ${url}`, ""]);
  const context = { api: openApi({ url, key: apiKey }), options, made: {} };
  const outcomes = await runChecks(context, { checks, onOutcome: (outcome) => say(linesOf(outcome)) });
  const map = mapOf(outcomes);
  say(["", ...map, ...(map.length > 0 ? [""] : []), summaryOf(outcomes)]);
  if (isJson) console.log(asJson(url, outcomes));
  return isInOrder(outcomes) ? 0 : 1;
}

function optionsOr() {
  try {
    return readOptions(args, process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return undefined;
  }
}
