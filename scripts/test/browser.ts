import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/**
 * The path of a Chromium: the one that npm carries for Linux on x64 (it needs no system packages), else one on the PATH,
 * else Playwright's own, which is fetched.
 */
export async function findBrowser(): Promise<string> {
  if (process.env.TEST_BROWSER) return process.env.TEST_BROWSER;
  if (process.platform === "linux" && process.arch === "x64") {
    const { default: chromium } = await import("@sparticuz/chromium");
    return chromium.executablePath();
  }
  const dirs = (process.env.PATH ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => dirs.map((dir) => join(dir, name))).find((path) => existsSync(path));
  return found ?? fetchPlaywrightsOwn();
}

async function fetchPlaywrightsOwn(): Promise<string> {
  const { chromium } = await import("@playwright/test");
  if (!existsSync(chromium.executablePath())) {
    const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
    await promisify(execFile)(process.execPath, [cli, "install", "chromium"]);
  }
  return chromium.executablePath();
}
