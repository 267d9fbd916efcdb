import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs helm, which is on the PATH or named by HELM, and returns what it says. */
export async function helm(...args: string[]): Promise<string> {
  const { stdout } = await run(process.env.HELM || "helm", args, { maxBuffer: 16_000_000 });
  return stdout;
}

export async function hasHelm(): Promise<boolean> {
  return await helm("version").then(
    () => true,
    () => false,
  );
}
