import type { Log } from "../platform/log.ts";

/** After this time the stop has failed, and other workers take over by the leases what is still held. */
const limitMs = 10_000;

/** The first SIGTERM or SIGINT stops the worker in order, a second one ends it at once. */
export function stopOnSignals({ stop, log }: { stop(): Promise<void>; log: Log }): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      log.info({ signal }, "stopping");
      setTimeout(() => {
        log.error(`the worker did not stop within ${limitMs / 1000} s; its leases run out by themselves`);
        process.exit(1);
      }, limitMs).unref();
      void stop().then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, "the worker did not stop cleanly");
          process.exit(1);
        },
      );
    });
  }
}
