import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Tells what is missing for a program on Java whose jars are in `jars`, or are fetched there; undefined when it can run. */
export async function whyNotJavaWith(jars: string, what: string): Promise<string | undefined> {
  const java = await run("java", ["-version"]).catch(() => undefined);
  const major = Number(/version "(\d+)/.exec(java?.stderr ?? "")?.[1] ?? 0);
  if (major < 17) return major === 0 ? "there is no Java" : `Java ${major} is too old (17 or later)`;
  if (existsSync(jars)) return undefined;
  const maven = await run("mvn", ["--version"], { shell: process.platform === "win32" }).catch(() => undefined);
  return maven ? undefined : `there is no Maven (mvn) to fetch ${what} with`;
}

type Fetch = { what: string; pom: string; cacheDir: string; jars: string; signal?: AbortSignal | undefined };

/** Fetches what a pom.xml names, with all that it needs, into the folder `jars`. */
export async function fetchJars({ what, pom, cacheDir, jars, signal }: Fetch): Promise<void> {
  // Into a folder of its own first: a fetch that is cut short must not look like a finished one.
  const work = join(cacheDir, `fetch-${process.pid}`);
  await mkdir(work, { recursive: true });
  await cp(pom, join(work, "pom.xml"));
  const args = ["-B", "-q", "-f", join(work, "pom.xml"), "dependency:copy-dependencies", "-DoutputDirectory=libs"];
  try {
    await run("mvn", args, { shell: process.platform === "win32", maxBuffer: 16_000_000, signal });
    // Another process may have been faster.
    await rename(join(work, "libs"), jars).catch((error: unknown) => {
      if (!existsSync(jars)) throw error;
    });
  } catch (cause) {
    const words = cause instanceof Error && "stdout" in cause ? String(cause.stdout).slice(-800) : String(cause);
    throw new Error(`Maven could not fetch ${what}. Check that this machine reaches Maven Central.\n${words}`, {
      cause,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
