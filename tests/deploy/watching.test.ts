/** Dashboards and alert rules ask for metrics that are exported, by labels that they have; each alert has its section. */
import { globSync, readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { measureBroker, measureProbe } from "../../platform/metrics/broker-metrics.ts";
import { type Metrics, measurePool, measureProcess, openMetrics } from "../../platform/metrics/registry.ts";
import { countWork, measureWorker } from "../../workers/metrics.ts";
import { openTestServer } from "../api/test-server.ts";

const Rule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.object({ severity: z.enum(["page", "ticket"]) }),
  annotations: z.object({ summary: z.string(), runbook: z.string() }),
});
const Rules = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(Rule) })) });
const Panel = z.object({
  title: z.string(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1),
});
const Dashboard = z.object({ uid: z.string(), title: z.string(), panels: z.array(Panel) });

const rules = Rules.parse(parse(readFileSync("deploy/watching/alerts.yaml", "utf8"))).groups.flatMap(
  (one) => one.rules,
);
const dashboards = globSync("deploy/watching/dashboards/*.json").map((file) =>
  Dashboard.parse(JSON.parse(readFileSync(file, "utf8"))),
);
const runbook = readFileSync("docs/runbook.md", "utf8");
const operating = readFileSync("docs/operating.md", "utf8");

/** Every expression, by where it stands. */
const asked = [
  ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ where: `${title} / ${panel.title}`, expr }))),
  ),
].map(({ where, expr }) => ({ where, ...partsOf(expr.replaceAll("$__rate_interval", "5m")) }));

/** The names of series that the processes export, each with its labels. */
const exported = new Map<string, Set<string>>();
/** Those of Patchbay itself. */
const own = new Set<string>();
/** Names of earlier releases, which dashboards elsewhere may still use. */
const former = ["patchbay_broker_heard_total", "patchbay_broker_echo_seconds", "patchbay_worker_room"];

beforeAll(async () => {
  await using server = await openTestServer();
  measureProcess(server.app.metrics);
  await server.app.metrics.metrics();
  const worker = openMetrics("worker");
  countWork(worker);
  measureWorker(worker, { running: () => 0, capacity: () => 1, isDraining: () => false });
  measurePool(worker, server.app.db.pool);
  measureBroker(worker, server.app.broker);
  measureProbe(worker, { ms: () => 1, close: async () => {} });
  for (const registry of [server.app.metrics, worker]) {
    for (const [name, labels] of seriesOf(registry)) exported.set(name, labels);
    for (const { name } of registry.getMetricsAsArray()) if (name.startsWith("patchbay_")) own.add(name);
  }
});

test("every expression can be read", () => {
  expect(asked.filter(({ isBroken }) => isBroken).map(({ where }) => where)).toEqual([]);
  expect(asked.length).toBeGreaterThan(40);
});

test("every metric in a panel or a rule is one that is exported", () => {
  const unknown = asked.flatMap(({ where, metrics }) =>
    metrics.filter((name) => !exported.has(name)).map((name) => `${where}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test("every label by which something is chosen or grouped is one of the metrics beside it", () => {
  const unknown = asked.flatMap(({ where, metrics, labels }) =>
    labels
      .filter((label) => !metrics.some((name) => exported.get(name)?.has(label)))
      .map((label) => `${where}: ${label}`),
  );
  expect(unknown).toEqual([]);
});

test("a metric that is not exported, and a label that a metric has not, would be found", () => {
  const { metrics, labels, isBroken } = partsOf('sum by (le, colour) (rate(patchbay_nothing{shape="x"}[5m]))');
  expect({ metrics, labels, isBroken }).toEqual({
    metrics: ["patchbay_nothing"],
    labels: ["le", "colour", "shape"],
    isBroken: false,
  });
  expect(partsOf("sum(rate(a[5m])").isBroken).toBe(true);
});

test("every alert has a section of its own in the runbook, and the other way round", () => {
  const sections = [...runbook.matchAll(/^## (\w+)\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)];
  expect(sections.map(([, name]) => name)).toEqual(rules.map(({ alert }) => alert));
  const incomplete = sections.filter(([, , text = ""]) =>
    ["**What it means.**", "**What to look at.**", "**What to do.**"].some((part) => !text.includes(part)),
  );
  expect(incomplete.map(([, name]) => name)).toEqual([]);
  const links = rules.map(({ alert, annotations }) => annotations.runbook === `docs/runbook.md#${alert.toLowerCase()}`);
  expect(links).not.toContain(false);
});

test("operating.md lists the metrics that are exported, each with its labels, and no other", () => {
  const rows = [...operating.matchAll(/^\| (`patchbay_.*?) \|/gm)].map(([, cell = ""]) => cell);
  const listed = rows.flatMap((cell) =>
    [...cell.matchAll(/`(\w+)(?:\{([\w,]+)\})?`/g)].map(([, name = "", labels]) => ({
      name,
      labels: labels?.split(","),
    })),
  );
  expect(listed.length).toBeGreaterThan(30);
  expect(listed.map(({ name }) => name).sort()).toEqual([...own].filter((name) => !former.includes(name)).sort());
  for (const { name, labels = [] } of listed) {
    const common = ["job", "instance", "role"];
    expect(labels, name).toEqual([...(exported.get(name) ?? [])].filter((label) => !common.includes(label)));
  }
});

test("the legend of a panel names labels that its expression gives", () => {
  const unknown = dashboards.flatMap(({ title, panels }) =>
    panels.flatMap(({ title: panel, targets }) =>
      targets.flatMap(({ expr, legendFormat }) => {
        const { metrics } = partsOf(expr.replaceAll("$__rate_interval", "5m"));
        const given = groupsOf(expr) ?? metrics.flatMap((name) => [...(exported.get(name) ?? [])]);
        return [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
          .filter(([, label = ""]) => !given.includes(label))
          .map(([, label]) => `${title} / ${panel}: ${label}`);
      }),
    ),
  );
  expect(unknown).toEqual([]);
});

test("panels of a dashboard do not cover each other", () => {
  for (const { panels } of dashboards) {
    const places = panels.map(({ gridPos: { x, y, w } }) => ({ y, from: x, to: x + w }));
    const covered = places.filter((a, i) =>
      places.some((b, j) => i < j && a.y === b.y && a.from < b.to && b.from < a.to),
    );
    expect(covered).toEqual([]);
    expect(places.filter(({ to }) => to > 24)).toEqual([]);
  }
});

/** The labels that are left behind an aggregation; undefined where there is none. */
function groupsOf(expr: string): string[] | undefined {
  const found = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)];
  if (found.length > 0) return found.flatMap(([, labels = ""]) => labels.split(",").map((label) => label.trim()));
  return /\b(sum|max|min|avg|count)\s*\(/.test(expr) ? [] : undefined;
}

function partsOf(expr: string) {
  const cursor = parser.parse(expr).cursor();
  const found = { metrics: [] as string[], labels: [] as string[], isBroken: false };
  do {
    const text = expr.slice(cursor.from, cursor.to);
    if (cursor.type.isError) found.isBroken = true;
    if (cursor.name === "Identifier") found.metrics.push(text);
    if (cursor.name === "LabelName") found.labels.push(text);
  } while (cursor.next());
  return found;
}

function* seriesOf(registry: Metrics): Generator<[string, Set<string>]> {
  // Prometheus itself adds the first two.
  const common = ["job", "instance", "role"];
  for (const metric of registry.getMetricsAsArray()) {
    const own: unknown = Reflect.get(metric, "labelNames");
    const labels = new Set([...common, ...z.array(z.string()).catch([]).parse(own)]);
    yield [metric.name, labels];
    for (const suffix of ["_bucket", "_sum", "_count"]) yield [metric.name + suffix, new Set([...labels, "le"])];
  }
}
