/** npm run bench releases: the former release, this one, the former one again and this one again, on one database under load. */
import { setTimeout as sleep } from "node:timers/promises";
import { applyMigrations } from "../../scripts/migrate.ts";
import { openFormerRelease } from "./former-release.ts";
import { fiveNodes, openInstallation, report, settings, thisRelease, underLoad } from "./installation.ts";

export async function benchReleases(): Promise<Record<string, unknown>[]> {
  await using former = await openFormerRelease();
  const { release, migrate } = former;
  await using installation = await openInstallation({ release, migrate });
  const { api, fleet, databaseUrl } = installation;
  // What is left after five changes of release, shared among the pauses between them.
  const pauseMs = Math.max(2000, (settings.minutes * 60_000) / 5);
  const changes: Record<string, unknown>[] = [];
  const proof = await underLoad(installation, [await fiveNodes(api)], async () => {
    await sleep(pauseMs);
    const applied = await applyMigrations(databaseUrl);
    changes.push({ measured: "migrations applied under load", count: applied.length });
    await sleep(2000);
    const replaced = [];
    for (const to of [thisRelease, release, thisRelease]) {
      replaced.push(...(await fleet.roll(to, { isBack: to === release })));
      changes.push({ measured: `rolled to ${to.name}`, count: fleet.members.length });
      await sleep(pauseMs);
    }
    return replaced;
  });
  return [...changes, ...(await report(installation, proof))];
}
