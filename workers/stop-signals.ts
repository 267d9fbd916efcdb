import { failCurrentStep } from "../engine/tenure/step-context.ts";
import type { Log } from "../platform/log.ts";

/** After this time the stop has failed, and other workers take over by the leases what is still held. */
const limitMs = 10_000;

type Options = { stop(): Promise<void>; log: Log };

/**
 * The first SIGTERM or SIGINT stops the worker in order, a second one ends it at once. An error that no one has caught fails
 * the step whose work it belongs to; one that belongs to none stops the worker in order, with the exit code 1.
 */
export function stopOnSignals({ stop, log }: Options): void {
  let isStopping = false;
  function begin(exitCode: number): void {
    isStopping = true;
    setTimeout(() => {
      log.error(`the worker did not stop within ${limitMs / 1000} s; its leases run out by themselves`);
      process.exit(1);
    }, limitMs).unref();
    void stop().then(
      () => process.exit(exitCode),
      (error) => {
        log.error({ err: error }, "the worker did not stop cleanly");
        process.exit(1);
      },
    );
  }

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      log.info({ signal }, "stopping");
      begin(0);
    });
  }
  for (const origin of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(origin, (error: unknown) => {
      const step = failCurrentStep(error);
      if (step) {
        const outcome = step.wasUnderWay ? "the step has failed" : "the step had ended already";
        log.error({ err: error, origin, ...step.ids }, `a node left an error uncaught; ${outcome}`);
        return;
      }
      log.fatal({ err: error, origin }, "an error was not caught; the worker stops");
      if (!isStopping) begin(1);
    });
  }
}
