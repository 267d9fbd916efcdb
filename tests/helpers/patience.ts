/**
 * How long (ms) a test waits for something that must happen: far longer than it takes on the slowest machine under full
 * load. A test that passes never waits this long. How fast something is, the benches measure.
 */
export const patienceMs = 120_000;

/** How long (ms) a whole test or story may take: it gives up after its waits do, which say what did not happen. */
export const testLimitMs = 5 * patienceMs;
