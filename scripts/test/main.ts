import { globSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { hasWeights, multilingual } from "../../nodes/models/weights/weights.ts";
import { whyNoS3 } from "../../tests/files/s3-server.ts";
import { whyNoTerraform } from "../../tests/helpers/tools/terraform.ts";
import { weightsHome } from "../../tests/helpers/weights.ts";
import { arePagesStale, isClientStale, makeClient, makePages } from "../start/build.ts";
import { bold, complain, say, step, warn } from "../start/screen.ts";
import { findBrowser } from "./browser.ts";
import { findHelm } from "./helm.ts";
import {
  deployChecks,
  fastApi,
  findPythonWith,
  fuzzer,
  kafkaClients,
  mcpPython,
  mlServer,
  type PythonPeer,
} from "./python.ts";
import { startServices } from "./services.ts";
import { sumTallies } from "./tally.ts";
import { playwright, stopTools, vitest } from "./tools.ts";

// npm test: everything. `npm test -- unit`: only what needs no services. `npm test -- server/limits canvas-runs.spec`: the
// files whose paths contain one of these words. The last line is always "N passed, N failed"; what this machine could not
// test is said just above it.

const isCi = process.env.CI === "true";
const words = process.argv.slice(2);
const isUnitOnly = words[0] === "unit";
const filters = isUnitOnly ? words.slice(1) : words;
const tally = join(tmpdir(), `patchbay-tally-${process.pid}`);
const env = { PATCHBAY_TALLY: tally };
const stopping = new AbortController();
const leftOut: string[] = [];
let hasBroken = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
process.on("disconnect", stop);

try {
  if (await isClientStale()) await step("Prisma client written", makeClient);
  if (isUnitOnly) note(await vitest(["--project", "unit", ...filters], env));
  else await everything();
} catch (error) {
  if (!stopping.signal.aborted) complain(error instanceof Error ? error.message : String(error));
  hasBroken = true;
}
report();

async function everything(): Promise<void> {
  const [files, stories] = [matching("**/*.test.{ts,tsx}"), matching("tests/e2e/**/*.spec.ts")];
  await using services = await step("Postgres and Kafka up", () => startServices(stopping.signal));
  for (const notice of services.notices) warn(notice);
  leftOut.push(...services.notices);
  const pythons: Record<string, string> = {};
  for (const peer of [fuzzer, fastApi, mlServer, mcpPython, kafkaClients, deployChecks])
    Object.assign(pythons, await pythonFor(files, peer));
  const unpacker = pythons[deployChecks.variable];
  if (unpacker) Object.assign(pythons, await helmFor(unpacker));
  if (files.length > 0 && !stopping.signal.aborted)
    note(await vitest(filters, { ...env, ...services.env, ...pythons }));
  // Their test file fetches the weights itself, so only now is it known whether they could be had.
  if (files.some((file) => /language-model\.test\.ts$/.test(file)) && !(await hasWeights(weightsHome))) {
    leftOut.push("The tests of the built-in language model were left out: its weights are not on this machine.");
  }
  if (files.some((file) => /multilingual/.test(file)) && !(await hasWeights(weightsHome, multilingual))) {
    leftOut.push("The tests of the multilingual embedding were left out: its weights are not on this machine.");
  }
  if (files.some((file) => /(files|backup)-in-s3\.test\.ts$/.test(file))) {
    const why = await whyNoS3();
    if (why !== undefined) leftOut.push(`Files and backups in S3 were not tested: ${why}.`);
  }
  if (files.some((file) => /terraform\.test\.ts$/.test(file))) {
    const why = await whyNoTerraform();
    if (why !== undefined)
      leftOut.push(
        `The module for AWS was parsed and compared with the names of provider 6.66, but not validated, planned or tested: values, types and references went unchecked. ${why}`,
      );
  }
  if (stories.length === 0 || stopping.signal.aborted) return;
  const TEST_BROWSER = await step("Browser ready", findBrowser);
  if (await arePagesStale()) await step("Pages built", () => makePages(process.env, stopping.signal));
  note(await playwright(stories, { ...env, ...services.env, TEST_BROWSER }));
}

/** What comes from PyPI for a test, when that is among the files. */
async function pythonFor(files: readonly string[], peer: PythonPeer): Promise<Record<string, string>> {
  if (stopping.signal.aborted || !files.some((file) => peer.tests.test(file))) return {};
  const cacheDir = resolve(process.env.PATCHBAY_HOME ?? ".patchbay", peer.folder);
  const found = await step(`${peer.need.replace(/^(?:the )?./, (begin) => begin.slice(-1).toUpperCase())} ready`, () =>
    findPythonWith(peer, cacheDir),
  );
  if ("python" in found) return { [peer.variable]: found.python };
  if (isCi) throw new Error(`With CI=true the tests need ${peer.need}. ${found.missing}`);
  leftOut.push(`${peer.without} ${found.missing}`);
  return {};
}

async function helmFor(python: string): Promise<Record<string, string>> {
  const cacheDir = resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "helm");
  const found = await step("Helm ready", () => findHelm(cacheDir, python));
  if ("helm" in found) return { HELM: found.helm };
  if (isCi) throw new Error(`With CI=true the tests need Helm. ${found.missing}`);
  leftOut.push(`The Helm chart was not rendered; its values were checked. ${found.missing}`);
  return {};
}

/** Test files of a kind whose paths contain one of the filters; all when there are none. */
function matching(pattern: string): string[] {
  const found = globSync(pattern, { exclude: ["node_modules", ".next", ".patchbay"] });
  return filters.length === 0 ? found : found.filter((path) => filters.some((word) => path.includes(word)));
}

function note(isContent: boolean): void {
  if (!isContent) hasBroken = true;
}

function stop(): void {
  stopping.abort();
  hasBroken = true;
  stopTools();
}

function report(): never {
  const { passed, failures, skipped } = sumTallies(tally);
  rmSync(tally, { force: true });
  if (passed + failures.length === 0) complain("No test ran.");
  for (const failure of failures) complain(failure);
  for (const sentence of leftOut) warn(sentence);
  if (skipped > 0) warn(`${skipped} skipped${isCi ? ", which count as failed with CI=true" : ""}`);
  const failed = failures.length + (isCi ? skipped : 0);
  // A tool that breaks without naming a test must not look like a success.
  const shown = failed === 0 && (hasBroken || passed === 0) ? 1 : failed;
  if (shown > failed && passed > 0) complain("A part of the tests ended badly without naming a test.");
  say(bold(`${passed} passed, ${shown} failed`));
  process.exit(shown === 0 ? 0 : 1);
}
