import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../../lib/errors.ts";

const firstPauseMs = 500;
/** With their pauses about half a minute. */
const mostTries = 7;

/** A backup takes hours: what a storage of files does not do for the moment is tried again before that fails it. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PatchbayError) || error.code !== "unavailable" || tries === mostTries) throw error;
      await sleep(firstPauseMs * 2 ** (tries - 1));
    }
  }
}
