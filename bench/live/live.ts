/**
 * Pipelines that live from topics: from an event to the end of its run, at a fixed pace and as many as there is room for;
 * batches of events; until a recommendation is visible; and what triggers cost that have nothing to do. Over Kafka, a consumer
 * that only parses reads the same events: it is the floor, so compare with it rather than with another machine.
 */
import { loadavg } from "node:os";
import { round } from "../statistics.ts";
import { benchBatches } from "./batches.ts";
import { benchBacklog, benchPace } from "./events.ts";
import { benchIdleTriggers } from "./idle-triggers.ts";
import { benchRecommended } from "./recommended.ts";
import { openSite } from "./site.ts";

// A worker that has worked keeps memory for a while, so the idle ones come first.
const parts = {
  idle: benchIdleTriggers,
  pace: benchPace,
  backlog: benchBacklog,
  batches: benchBatches,
  recommended: benchRecommended,
};

/** BENCH_PARTS=pace,idle takes some of them, BENCH_BROKER one broker. */
export async function benchLive(): Promise<Record<string, unknown>[]> {
  const asked = process.env.BENCH_PARTS?.split(",");
  const rows: Record<string, unknown>[] = [];
  for (const broker of ["postgres", "kafka"] as const) {
    if (process.env.BENCH_BROKER && process.env.BENCH_BROKER !== broker) continue;
    await using site = await openSite(broker);
    for (const [name, bench] of Object.entries(parts)) {
      if (asked && !asked.includes(name)) continue;
      const load = () => round(loadavg()[0] ?? Number.NaN);
      const before = load();
      for (const row of await bench(site)) rows.push({ broker, ...row, load: `${before} → ${load()}` });
    }
  }
  return rows;
}
