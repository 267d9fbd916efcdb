/** What a site asks of programs that read it (RFC 9309). */
import readRobots from "robots-parser";
import { PatchbayError } from "../../../lib/errors.ts";
import { askFor, type Web } from "./load-page.ts";

/** As which Patchbay asks for pages, and which a robots.txt may name. */
export const AGENT = "Patchbay";
/** The RFC has programs read at least so much. */
const mostCharacters = 500_000;
const longestPauseMs = 10_000;

export type Robots = { allows(address: string): boolean; pauseMs: number };

/** A site without the file allows everything; of one that does not answer nothing may be read, so that it throws. */
export async function loadRobots(origin: string, web: Web, leastPauseMs: number): Promise<Robots> {
  const address = `${origin}/robots.txt`;
  const { response, failure } = await askFor(address, web);
  if (failure?.canRetry || response.status >= 500) {
    const message = `${address} returned ${response.status}, so what may be read there is not known. Refresh it later.`;
    throw new PatchbayError("unavailable", message);
  }
  const robots = readRobots(address, failure ? "" : response.body.slice(0, mostCharacters));
  const pause = Math.min((robots.getCrawlDelay(AGENT) ?? 0) * 1000, longestPauseMs);
  return {
    allows: (page) => robots.isAllowed(page, AGENT) !== false,
    pauseMs: Math.max(pause, leastPauseMs),
  };
}
