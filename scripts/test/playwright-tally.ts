import type { FullResult, Reporter, Suite } from "@playwright/test/reporter";
import { addTally } from "./tally.ts";

/** Counts Playwright's stories. */
export default class PlaywrightTally implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(): void {
    this.#errors += 1;
  }

  onEnd(result: FullResult): void {
    const outcomes = (this.#suite?.allTests() ?? []).map((test) => test.outcome());
    const count = (...wanted: string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const failed = count("unexpected") + this.#errors;
    const hasEndedBadly = result.status !== "passed" && failed === 0;
    addTally({
      passed: count("expected", "flaky"),
      failed: failed + (hasEndedBadly ? 1 : 0),
      skipped: count("skipped"),
    });
  }
}
