import type { FullResult, Reporter, Suite, TestError } from "@playwright/test/reporter";
import { addTally, failure } from "./tally.ts";

/** Counts Playwright's stories. */
export default class PlaywrightTally implements Reporter {
  #suite: Suite | undefined;
  readonly #errors: string[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(error: TestError): void {
    this.#errors.push(failure("an error outside any story", messages([error])));
  }

  onEnd(result: FullResult): void {
    const stories = this.#suite?.allTests() ?? [];
    const ended = (...outcomes: string[]) => stories.filter((story) => outcomes.includes(story.outcome()));
    const failures = ended("unexpected").map((story) =>
      failure(story.titlePath().filter(Boolean).join(" > "), messages(story.results.at(-1)?.errors ?? [])),
    );
    failures.push(...this.#errors);
    if (failures.length === 0 && result.status !== "passed") failures.push(`the stories ended as ${result.status}`);
    addTally({ passed: ended("expected", "flaky").length, failures, skipped: ended("skipped").length });
  }
}

function messages(errors: ReadonlyArray<TestError>): Array<string | undefined> {
  return errors.map((error) => error.stack ?? error.message);
}
