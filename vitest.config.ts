import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { patienceMs, testLimitMs } from "./tests/helpers/patience.ts";

const isCi = process.env.CI === "true";
const tests = (dirs: string[]) => dirs.map((dir) => `${dir}/**/*.test.{ts,tsx}`);
const strict = ["tests/helpers/strict.ts"];

// `unit` is plain values and loopback peers; `integration` gets a real Postgres (and a real Kafka, when npm test brings
// one up). Stories in a browser are tests/e2e, which Playwright runs.
export default defineConfig({
  test: {
    reporters: process.env.PATCHBAY_TALLY ? ["default", "./scripts/test/vitest-tally.ts"] : ["default"],
    allowOnly: !isCi,
    // More than half of a test's time is waiting for a database, a broker or a deadline.
    maxWorkers: Math.max(3, Math.ceil(1.5 * availableParallelism())),
    testTimeout: testLimitMs,
    hookTimeout: testLimitMs,
    expect: { poll: { timeout: patienceMs } },
    projects: [
      {
        test: {
          name: "unit",
          include: tests(["lib", "expressions", "nodes", "components", "app"]),
          setupFiles: strict,
        },
      },
      {
        test: {
          name: "integration",
          include: tests([
            "platform",
            "engine",
            "collections",
            "state",
            "server",
            "workers",
            "prisma",
            "scripts",
            "tests",
          ]),
          exclude: ["tests/e2e/**", "tests/chaos/**"],
          setupFiles: strict,
          globalSetup: "tests/helpers/postgres-setup.ts",
        },
      },
    ],
  },
});
