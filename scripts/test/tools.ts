import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const running = new Set<ChildProcess>();

export function vitest(args: string[], env: Record<string, string>): Promise<boolean> {
  return run(packageFile("vitest", "vitest.mjs"), ["run", ...args], env);
}

export function playwright(args: string[], env: Record<string, string>): Promise<boolean> {
  return run(packageFile("@playwright/test", "cli.js"), ["test", ...args], env);
}

export function stopTools(): void {
  for (const child of running) child.kill("SIGTERM");
}

function packageFile(name: string, file: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
}

/** Runs one of the test tools and tells whether it was content. */
function run(script: string, args: string[], extra: Record<string, string>): Promise<boolean> {
  // The services of a developer's shell are not for tests to write to.
  const { DATABASE_URL: _, KAFKA_BROKERS: __, ...rest } = process.env;
  const env = { ...rest, ...extra, NODE_ENV: "test" as const };
  const child = spawn(process.execPath, ["--no-warnings", script, ...args], { env, stdio: "inherit" });
  running.add(child);
  return new Promise((resolve) => {
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code === 0);
    });
  });
}
