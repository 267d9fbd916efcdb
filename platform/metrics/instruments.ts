/**
 * The kinds of metrics that this process has. They differ from the client library's in one thing: a value or a label that
 * the library refuses (by an exception) is counted as refused, and the caller goes on. What a number says about a run must
 * never be what ends it.
 */
import * as client from "@prometheus-io/client";

/** `patchbay_metrics_refused_total` of each registry. */
const refusals = new WeakMap<object, client.Counter<"metric">>();

export class Counter<Label extends string = string> extends client.Counter<Label> {
  constructor(config: client.CounterConfiguration<Label>) {
    super(config);
    guard(this, ["inc"], config);
  }
}

export class Gauge<Label extends string = string> extends client.Gauge<Label> {
  constructor(config: client.GaugeConfiguration<Label>) {
    super(config);
    guard(this, ["set", "inc", "dec", "collect"], config);
  }
}

export class Histogram<Label extends string = string> extends client.Histogram<Label> {
  constructor(config: client.HistogramConfiguration<Label>) {
    super(config);
    guard(this, ["observe"], config);
  }
}

/** Counts what the instruments of this registry refuse. */
export function countRefusals(registry: client.Registry<client.PrometheusContentType>): void {
  const counter = new client.Counter({
    name: "patchbay_metrics_refused_total",
    help: "Values that a metric did not take because they are not numbers of its kind, by metric. Anything but 0 is a fault of Patchbay.",
    labelNames: ["metric"],
    registers: [registry],
  });
  refusals.set(registry, counter);
}

type Config = { name: string; registers?: readonly object[] };

/** Some methods are properties that the library's constructor sets, so that overriding them by a class has no effect. */
function guard(metric: object, methods: readonly string[], { name, registers = [] }: Config): void {
  const refused = () => {
    for (const registry of registers) refusals.get(registry)?.inc({ metric: name });
  };
  for (const method of methods) {
    const original: unknown = Reflect.get(metric, method);
    if (typeof original !== "function") continue;
    const guarded = (...given: unknown[]): unknown => {
      try {
        const result: unknown = Reflect.apply(original, metric, given);
        return result instanceof Promise ? result.catch(refused) : result;
      } catch {
        return refused();
      }
    };
    Object.defineProperty(metric, method, { value: guarded, configurable: true, writable: true });
  }
}
