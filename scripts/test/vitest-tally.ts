import type { Reporter, TestModule } from "vitest/node";
import { addTally } from "./tally.ts";

/** Counts Vitest's tests. A file that cannot be loaded and an error outside any test count as failed. */
export default class VitestTally implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    const tally = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      const before = tally.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") tally.passed += 1;
        else if (state === "skipped") tally.skipped += 1;
        else tally.failed += 1;
      }
      // A broken import or a hook that throws fails the file, though none of its tests did.
      if (tally.failed === before && module.state() === "failed") tally.failed += 1;
    }
    addTally(tally);
  }
}
