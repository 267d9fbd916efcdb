/**
 * Numbers for Prometheus. A process has one registry, in which each part creates its metrics. Labels are closed lists of
 * our own words (a node type, a status, a route), never a name, an id or a text that users chose.
 */
import { collectDefaultMetrics, type PrometheusContentType, Registry } from "@prometheus-io/client";
import type pg from "pg";
import { version } from "../version.ts";
import { countRefusals, Gauge } from "./instruments.ts";

export type Metrics = Registry<PrometheusContentType>;
export type ProcessRole = "web" | "worker";

export function openMetrics(role: ProcessRole): Metrics {
  const registry: Metrics = new Registry();
  registry.setDefaultLabels({ role });
  countRefusals(registry);
  const build = new Gauge({
    name: "patchbay_build_info",
    help: "Always 1; the version is in the label.",
    labelNames: ["version"],
    registers: [registry],
  });
  build.set({ version }, 1);
  return registry;
}

/** CPU, memory, open files, garbage collection and event-loop delay of this process. Listens as long as it lives. */
export function measureProcess(registry: Metrics): void {
  collectDefaultMetrics({ register: registry });
}

/** How many connections to the database this process has open, and how many queries wait for one. */
export function measurePool(registry: Metrics, pool: pg.Pool): void {
  new Gauge({
    name: "patchbay_database_connections",
    help: "Connections of this process's pool: busy, idle, and the most it may open (max).",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "busy" }, pool.totalCount - pool.idleCount);
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "max" }, pool.options.max);
    },
  });
  new Gauge({
    name: "patchbay_database_waiting",
    help: "Queries of this process that wait for a free connection.",
    registers: [registry],
    collect() {
      this.set(pool.waitingCount);
    },
  });
}

/** Seconds: from what a chain of plain functions takes to what a model takes. */
export const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** Seconds of things that should take milliseconds. */
export const quickBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
