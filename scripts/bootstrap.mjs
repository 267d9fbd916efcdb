// Plain JavaScript for whatever Node is on the machine (20 or later): installs what is missing, then hands over to the
// project's own Node, which comes from npm and runs the TypeScript of this folder directly.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const projectNode = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const marker = join(modules, ".cache", "patchbay", "installed");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Installs if need be and runs a TypeScript file of this folder on the project's Node. */
export async function run(script, args = process.argv.slice(2)) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) fail(`Patchbay needs Node 20 or later; this is Node ${process.versions.node}.`);
  process.chdir(root);
  stopWithNpm();
  await install();
  const file = join(root, "scripts", script);
  // Under npm the project's Node is usually the one that runs already, and no second process is needed.
  if (major === 24) {
    process.argv = [process.argv[0], file, ...args];
    return import(pathToFileURL(file).href);
  }
  handOver(["--no-warnings", file, ...args]);
}

async function install() {
  const lock = join(root, "package-lock.json");
  const hash = createHash("sha256").update(readFileSync(lock)).digest("hex");
  if (existsSync(projectNode) && isInstalled(lock, hash)) return;
  const started = Date.now();
  console.log(
    existsSync(modules) ? "Updating packages …" : "Installing packages; the first time takes a minute or two …",
  );
  if (existsSync(projectNode)) {
    // `npm ci` would remove the Node that may be running this, so it only checks here that the lock file covers
    // package.json. Then a plain install takes the locked versions too, and leaves in place what has not changed.
    await npm(["ci", "--dry-run"]);
    await npm(["install", "--no-save"]);
  } else {
    await npm(["ci"]);
  }
  if (!existsSync(projectNode)) {
    // Some npm settings leave out install scripts; this package's script fetches the binary.
    await npm(["rebuild", "node", "--ignore-scripts=false"]);
  }
  checkNode();
  remember(hash);
  console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * The package `node` fetches the binary for this platform by a script of its own, which the lock file does not reach. npm
 * notes the hash of what it installed there; it is compared with the one in node-hashes.json.
 */
function checkNode() {
  const record = join(modules, "node", "node_modules", ".package-lock.json");
  const installed = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")).packages : {};
  const path = Object.keys(installed).find((key) => /^node_modules\/node-(?!bin-setup$)/.test(key)) ?? "";
  const name = path.replace("node_modules/", "");
  const wanted = JSON.parse(readFileSync(join(root, "scripts", "node-hashes.json"), "utf8"))[name];
  if (wanted === undefined) {
    console.log(
      `No hash is known for Node on ${process.platform}-${process.arch}: it was taken as the registry gave it.`,
    );
  } else if (installed[path].integrity !== wanted) {
    rmSync(join(modules, "node"), { recursive: true, force: true });
    fail(`The package ${name} does not have the hash that scripts/node-hashes.json names, and was removed again.`);
  }
}

function isInstalled(lock, hash) {
  if (existsSync(marker) && readFileSync(marker, "utf8") === hash) return true;
  // Someone ran npm by hand: its own record of what it installed is then newer than the lock file.
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record) || statSync(record).mtimeMs < statSync(lock).mtimeMs) return false;
  remember(hash);
  return true;
}

function remember(hash) {
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, hash);
}

/** Runs npm; when it fails, Patchbay says why and ends. */
function npm(args) {
  // npm must not run on the very Node that it is about to replace.
  const path = (process.env.PATH ?? "").split(delimiter).filter((dir) => !dir.startsWith(modules));
  const env = {
    ...process.env,
    PATH: path.join(delimiter),
    // npm before 11 runs every install script; these would download what Patchbay does not use.
    NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true",
    PRISMA_SKIP_POSTINSTALL_GENERATE: "true",
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  };
  const child = spawn("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error", "--include=dev"], {
    cwd: root,
    env,
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => {
    child.kill();
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once("error", (error) => fail(`npm could not be started (${error.message}). Install npm and try again.`));
    child.once("exit", (code) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (code === 0) return resolve();
      fail(`npm ${args.join(" ")} failed. ${adviceFor(output)}\n\n${output.trim()}`);
    });
  });
}

/** EUSAGE is npm's code for a lock file that does not cover package.json. */
function adviceFor(output) {
  if (!output.includes("EUSAGE")) return "Check that this machine reaches the npm registry.";
  return (
    "package-lock.json does not match package.json, and Patchbay installs locked versions only. Restore both files, or, " +
    "if you have changed package.json, run: npm install --package-lock-only"
  );
}

function handOver(args) {
  const env = { ...process.env, PATH: join(modules, ".bin") + delimiter + process.env.PATH };
  const child = spawn(projectNode, args, { cwd: root, env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** When npm itself is killed, it passes no signal on: notice that it has gone, and stop. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const npm = npmAbove(parent);
  const hasGone = () => process.ppid !== parent || (npm !== undefined && !existsSync(`/proc/${npm}`));
  const timer = setInterval(() => {
    if (!hasGone()) return;
    clearInterval(timer);
    // As when a terminal is closed. It may come on top of a Ctrl-C, and must not count as a second one.
    process.kill(process.pid, "SIGHUP");
  }, 1000);
  timer.unref();
}

/** Between npm and its script there is a shell on most systems, which stays when npm is killed. */
function npmAbove(shell) {
  try {
    const above = readFileSync(`/proc/${shell}/stat`, "utf8").split(") ").pop()?.split(" ")[1];
    return readFileSync(`/proc/${above}/cmdline`, "utf8").includes("npm") ? above : undefined;
  } catch {
    return undefined;
  }
}

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}
