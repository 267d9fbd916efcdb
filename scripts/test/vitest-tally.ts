import type { Reporter, SerializedError, TestModule } from "vitest/node";
import { addTally, failure } from "./tally.ts";

/** Counts Vitest's tests. A file that cannot be loaded and an error outside any test count as failed. */
export default class VitestTally implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<SerializedError>): void {
    const failures = unhandled.map((error) => failure("an error outside any test", [error.stack ?? error.message]));
    let passed = 0;
    let skipped = 0;
    for (const module of modules) {
      const before = failures.length;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "skipped") skipped += 1;
        else failures.push(failure(`${module.relativeModuleId} > ${test.fullName}`, messages(errors)));
      }
      // A broken import or a hook that throws fails the file, though none of its tests did.
      if (failures.length === before && module.state() === "failed") {
        failures.push(failure(module.relativeModuleId, messages(module.errors())));
      }
    }
    addTally({ passed, failures, skipped });
  }
}

function messages(errors: ReadonlyArray<SerializedError> | undefined): Array<string | undefined> {
  return (errors ?? []).flatMap(({ stack, message, diff }) => [
    stack ?? message,
    typeof diff === "string" ? diff : undefined,
  ]);
}
