import { defineConfig } from "@playwright/test";
import { patienceMs, testLimitMs } from "./tests/helpers/patience.ts";
import { signedIn } from "./tests/helpers/stories/story-paths.ts";

const isCi = process.env.CI === "true";
const isRoot = process.getuid?.() === 0;

// npm test finds the browser, brings up what the stories need and sets these variables.
const { TEST_BROWSER: executablePath, PATCHBAY_TALLY: tally } = process.env;

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./tests/helpers/stories/story-setup.ts",
  outputDir: "test-results",
  forbidOnly: isCi,
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: testLimitMs,
  expect: { timeout: patienceMs },
  reporter: tally ? [["list"], ["./scripts/test/playwright-tally.ts"]] : [["list"]],
  use: {
    // Set by the global setup, before the workers that read this file again.
    ...(process.env.STORY_URL && { baseURL: process.env.STORY_URL, storageState: signedIn }),
    viewport: { width: 1440, height: 900 },
    actionTimeout: patienceMs,
    navigationTimeout: patienceMs,
    permissions: ["clipboard-read", "clipboard-write"],
    screenshot: "only-on-failure",
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync", ...(isRoot ? ["--no-sandbox"] : [])],
      ],
    },
  },
});
