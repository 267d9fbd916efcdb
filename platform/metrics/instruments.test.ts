import { expect, it } from "vitest";
import { Counter, Gauge, Histogram } from "./instruments.ts";
import { openMetrics } from "./registry.ts";

/** What providers, clocks and arithmetic have given instead of a number, or may. */
const odd: readonly unknown[] = [Number.NaN, Number.POSITIVE_INFINITY, -1, "7", "", null, {}, [], Symbol("7"), 7n];

it("takes whatever it is given without an exception, and keeps what it had", async () => {
  const registry = openMetrics("worker");
  const registers = [registry];
  const counter = new Counter({ name: "tokens_total", help: "h", labelNames: ["direction"], registers });
  const gauge = new Gauge({ name: "level", help: "h", registers });
  const histogram = new Histogram({ name: "seconds", help: "h", labelNames: ["type"], registers });
  counter.inc({ direction: "in" }, 5);
  gauge.set(3);
  histogram.observe({ type: "chat" }, 1);
  for (const value of odd) {
    Reflect.apply(counter.inc, counter, [{ direction: "in" }, value]);
    Reflect.apply(counter.inc, counter, [{ unknown: "label" }, value]);
    Reflect.apply(histogram.observe, histogram, [{ unknown: "label" }, value]);
  }
  Reflect.apply(gauge.set, gauge, ["7"]);
  const text = await registry.metrics();
  expect(text).toContain('tokens_total{direction="in",role="worker"}');
  expect(text).not.toContain("NaN");
  expect(text).toContain('level{role="worker"} 3');
  expect(text).toMatch(/patchbay_metrics_refused_total\{metric="tokens_total",role="worker"\} \d+/);
});

it("shows the other metrics when one cannot be collected", async () => {
  const registry = openMetrics("web");
  const registers = [registry];
  const fails = () => {
    throw new Error("the database did not answer");
  };
  new Gauge({ name: "fails", help: "h", registers, collect: fails });
  new Gauge({ name: "rejects", help: "h", registers, collect: async () => fails() });
  new Gauge({
    name: "works",
    help: "h",
    registers,
    collect() {
      this.set(1);
    },
  });
  const text = await registry.metrics();
  expect(text).toContain('works{role="web"} 1');
});
