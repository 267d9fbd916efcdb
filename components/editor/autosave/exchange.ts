export type Exchange = {
  /** What is under way; undefined while nothing is. */
  current(): Promise<void> | undefined;
  run(work: () => Promise<void>): Promise<void>;
};

/** What goes back and forth between this page and the server: one thing at a time. Wait for `current()` before `run`. */
export function makeExchange(): Exchange {
  let current: Promise<void> | undefined;
  return {
    current: () => current,
    async run(work) {
      current = work().finally(() => {
        current = undefined;
      });
      await current;
    },
  };
}
