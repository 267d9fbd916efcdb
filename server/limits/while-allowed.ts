import { PatchbayError } from "../../lib/errors.ts";

/** How often an open stream asks whether its reader may still have it. */
const accessCheckMs = 3000;

/** Streams of one reader that ask within this time share an answer. Together with the above it keeps to five seconds. */
export const sharedCheckMs = 1500;

/** What says that access is gone. Anything else, such as a database that is away, ends no stream. */
const lost: readonly string[] = ["not_signed_in", "forbidden", "not_found"];

/**
 * The same events, until `check` says that the reader has lost access; then it throws what `check` threw. One check every few
 * seconds, whatever happens in the stream. `events` is let go of when it comes to its next event or is aborted.
 */
export async function* whileAllowed<Event>(
  events: AsyncIterable<Event>,
  check: () => Promise<unknown>,
  everyMs = accessCheckMs,
): AsyncGenerator<Event> {
  let refusal: PatchbayError | undefined;
  // Not Promise.race: a promise that outlives all events would keep each of them in memory.
  let refuse: (reason: unknown) => void = () => {};
  let isChecking = false;
  const look = async () => {
    if (isChecking) return;
    isChecking = true;
    try {
      await check();
    } catch (error) {
      if (!(error instanceof PatchbayError) || !lost.includes(error.code)) return;
      refusal = error;
      refuse(error);
    } finally {
      isChecking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  const iterator = events[Symbol.asyncIterator]();
  const next = () =>
    new Promise<IteratorResult<Event>>((resolve, reject) => {
      refuse = reject;
      iterator.next().then(resolve, reject);
    });
  try {
    while (true) {
      if (refusal) throw refusal;
      const { done, value } = await next();
      if (done) return;
      yield value;
    }
  } finally {
    clearInterval(timer);
    iterator.return?.()?.catch(() => {});
  }
}
