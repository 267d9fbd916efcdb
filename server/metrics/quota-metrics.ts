import type pg from "pg";
import { remembered } from "../../engine/queue/heartbeat/workers.ts";
import { quotaKinds } from "../../lib/access/quotas.ts";
import { Gauge } from "../../platform/metrics/instruments.ts";
import type { Metrics } from "../../platform/metrics/registry.ts";
import { nearQuotas } from "../../platform/quotas/quotas.ts";
import { withTimeout } from "../../platform/retry/with-timeout.ts";

/** Counting bytes of many workspaces takes a while, and scrapes come more often than quotas fill. */
const rememberMs = 60_000;
const limitMs = 5000;

/** Quotas as the database has them. Every web process says the same; which workspaces they are of stands in Settings → Quotas. */
export function measureQuotas(registry: Metrics, pool: pg.Pool): void {
  const found = remembered(() => withTimeout(nearQuotas(pool), limitMs), rememberMs);
  new Gauge({
    name: "patchbay_quotas",
    help: "Workspaces that have used 80 % of a quota or more (near) and all of it (full), by quota.",
    labelNames: ["quota", "state"],
    registers: [registry],
    async collect() {
      const rows = await found();
      for (const quota of quotaKinds) {
        const row = rows?.find((each) => each.quota === quota);
        for (const state of ["near", "full"] as const) {
          this.set({ quota, state }, rows === undefined ? Number.NaN : (row?.[state] ?? 0));
        }
      }
    },
  });
}
