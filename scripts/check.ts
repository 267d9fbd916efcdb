import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isClientStale, makeClient } from "./start/build.ts";
import { complain, say, step } from "./start/screen.ts";

// npm run check: types, lint and format, the allowed imports between folders, and unused code. All four are always run.

/** A new folder is looked at without being named here. Those that begin with a dot are written by tools. */
const FOLDERS = readdirSync(".", { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && !/^(\.|node_modules$|test-results$)/.test(entry.name) ? [entry.name] : [],
);
const FOR_ARROWS = fileURLToPath(new URL("check/typescript-for-arrows.mjs", import.meta.url));
const ARROWS = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";

type Check = { name: string; command: string; args: string[] };

const bin = (name: string) => `node_modules/.bin/${name}`;

const checks: Check[] = [
  { name: "Types", command: bin("tsc"), args: ["--project", "."] },
  { name: "Lint and format", command: bin("biome"), args: ["ci", "--colors=off", "."] },
  {
    name: "Imports between folders",
    command: process.execPath,
    args: ["--import", FOR_ARROWS, ARROWS, "--output-type", "err", ...FOLDERS],
  },
  { name: "No unused code", command: bin("knip"), args: ["--no-progress", "--no-config-hints"] },
];

if (await isClientStale()) await step("Prisma client written", makeClient);
const results = await Promise.all(checks.map(run));
for (const { name, output } of results.filter((result) => !result.isGood)) complain(`${name}\n${output.trim()}\n`);
const bad = results.filter((result) => !result.isGood).length;
say(bad === 0 ? "All checks passed." : `${bad} of ${results.length} checks failed.`);
process.exit(bad === 0 ? 0 : 1);

async function run({ name, command, args }: Check) {
  const result = { name, isGood: false, output: "" };
  const check = () =>
    new Promise<void>((resolve, reject) => {
      const shell = process.platform === "win32" && command !== process.execPath;
      const child = spawn(command, args, { shell, stdio: ["ignore", "pipe", "pipe"] });
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => {
          result.output += chunk;
        });
      }
      child.once("error", reject);
      child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`code ${code}`))));
    });
  await step(name, check).then(
    () => {
      result.isGood = true;
    },
    (error) => {
      result.output ||= String(error);
    },
  );
  return result;
}
