/** npm run bench load: every process is replaced, one at a time, round after round, while callers and watchers go on. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Replaced } from "./fleet.ts";
import { fiveNodes, openInstallation, report, settings, thisRelease, underLoad } from "./installation.ts";

export async function benchLoad(): Promise<Record<string, unknown>[]> {
  await using installation = await openInstallation();
  const { api, fleet } = installation;
  const until = Date.now() + settings.minutes * 60_000;
  let rounds = 0;
  const proof = await underLoad(installation, [await fiveNodes(api)], async () => {
    const replaced: Replaced[] = [];
    while (rounds === 0 || Date.now() < until) {
      replaced.push(...(await fleet.roll(thisRelease)));
      rounds += 1;
      await sleep(2000);
    }
    return replaced;
  });
  return [{ measured: "rounds of replacing every process", count: rounds }, ...(await report(installation, proof))];
}
