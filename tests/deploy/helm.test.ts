/** The Helm chart: its values fit their schema, and with helm on this machine, what is rendered is what is promised. */
import { globSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { hasHelm, helm } from "../helpers/tools/helm.ts";
import { problemsOf } from "./kubernetes/problems-of.ts";

const chart = "deploy/helm";
const read = (path: string) => readFileSync(path, "utf8");
const values: unknown = parse(read(`${chart}/values.yaml`));
const fits = new Ajv2020({ strict: false }).compile(JSON.parse(read(`${chart}/values.schema.json`)));
const templates = globSync(`${chart}/templates/*`).map(read).join("\n");

test("the values fit their schema, which refuses secrets, numbers and words that YAML changes", () => {
  expect(fits(values), JSON.stringify(fits.errors)).toBe(true);
  const withSettings = (settings: object) => fits({ ...z.looseObject({}).parse(values), settings });
  expect(withSettings({ KAFKA_BROKERS: "kafka:9092", LOG_LEVEL: "info" })).toBe(true);
  for (const wrong of [{ PATCHBAY_SECRET: "x" }, { PATCHBAY_WORKSPACE_RUNS: 1_000_000 }, { on: "x" }, { PORT: "80" }]) {
    expect(withSettings(wrong), JSON.stringify(wrong)).toBe(false);
  }
});

test("every value that a template reads is in values.yaml", () => {
  const paths = [...templates.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, path = ""]) => path.slice(1).split("."));
  const missing = paths.filter((path) => {
    // A setting has no default.
    const known = path[0] === "settings" ? ["settings"] : path;
    return (
      known.reduce<unknown>((found, name) => z.looseObject({}).safeParse(found).data?.[name], values) === undefined
    );
  });
  expect(paths.length).toBeGreaterThan(15);
  expect(missing).toEqual([]);
});

test("images and ports are those of the Dockerfile", () => {
  const dockerfile = read("Dockerfile");
  const parts = [...templates.matchAll(/dict "root" \. "part" "(\w+)" }}/g)].map(([, part]) => part);
  for (const part of ["migrate", "web", "worker"]) {
    expect(parts).toContain(part);
    expect(dockerfile).toContain(` AS ${part}\n`);
  }
  for (const [, port] of templates.matchAll(/containerPort: (\d+)/g)) expect(dockerfile).toContain(`EXPOSE ${port}\n`);
});

const Container = z.looseObject({
  image: z.string(),
  securityContext: z
    .object({ readOnlyRootFilesystem: z.literal(true), allowPrivilegeEscalation: z.literal(false) })
    .loose(),
  livenessProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
});
const Pod = z.looseObject({
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
  containers: z.array(Container).length(1),
});
const Rendered = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ template: z.looseObject({ spec: Pod }).optional() }),
});

if (await hasHelm()) {
  test("helm finds nothing to complain about", async () => {
    await expect(helm("lint", "--strict", chart)).resolves.toContain("0 chart(s) failed");
    await expect(helm("template", "one", chart, "--set", "settings.PATCHBAY_SECRET=x")).rejects.toThrow("schema");
  });

  test("all pods run as an ordinary user, read-only, and web and workers are probed and have time to drain", async () => {
    const more = ["--set", "worker.autoscaling.enabled=true", "--set", "ingress.enabled=true"];
    const text = await helm("template", "one", chart, ...more);
    const objects = parseAllDocuments(text).map((document) => Rendered.parse(document.toJS()));
    const kinds = objects.map(({ kind }) => kind).sort();
    expect(kinds).toEqual([
      ...["Deployment", "Deployment", "Ingress", "Job", "NetworkPolicy"],
      ...["PodDisruptionBudget", "PodDisruptionBudget", "ScaledObject", "Service"],
    ]);
    const deployments = objects.flatMap(({ kind, spec }) =>
      kind === "Deployment" && spec.template ? [spec.template.spec] : [],
    );
    for (const { terminationGracePeriodSeconds, containers } of deployments) {
      expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(15);
      expect(containers[0]?.livenessProbe).toMatchObject({ httpGet: { path: "/healthz" } });
      expect(containers[0]?.readinessProbe).toMatchObject({ httpGet: { path: "/readyz" } });
    }
    expect(text).toContain("host: patchbay.example.com");
    expect(text.match(/topologyKey: topology\.kubernetes\.io\/zone/g)).toHaveLength(deployments.length);
    expect(text).toContain("query: max(patchbay_queue_oldest_due_seconds)");
  });

  test("an account with a role, a file from elsewhere, a place to run and monitors reach web and workers", async () => {
    const given = {
      serviceAccount: { create: true, annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/patchbay" } },
      settings: { AWS_REGION: "eu-central-1", PATCHBAY_FILES: "s3://bucket/files", DATABASE_CA: "/ca/ca.pem" },
      volumes: [{ name: "ca", configMap: { name: "authority" } }],
      volumeMounts: [{ name: "ca", mountPath: "/ca" }],
      podLabels: { team: "platform" },
      podAnnotations: { "example.com/owner": "platform" },
      worker: { placement: { nodeSelector: { pool: "workers" } } },
      monitor: { enabled: true, labels: { release: "prometheus" } },
    };
    const more = Object.entries(given).flatMap(([name, value]) => ["--set-json", `${name}=${JSON.stringify(value)}`]);
    const objects = parseAllDocuments(await helm("template", "one", chart, ...more)).map((document) =>
      z.looseObject({ kind: z.string() }).parse(document.toJS()),
    );
    const of = (kind: string) => objects.filter((object) => object.kind === kind);
    expect(of("ServiceAccount")).toMatchObject([
      { metadata: { name: "one-patchbay", annotations: given.serviceAccount.annotations } },
    ]);
    const container = { volumeMounts: [{ name: "tmp" }, given.volumeMounts[0]] };
    const pod = { serviceAccountName: "one-patchbay", volumes: [{ name: "tmp" }, given.volumes[0]] };
    const metadata = { labels: given.podLabels, annotations: given.podAnnotations };
    const expected = { spec: { template: { metadata, spec: { ...pod, containers: [container] } } } };
    expect(of("Deployment")).toMatchObject([expected, expected]);
    expect(of("Deployment")[1]).toMatchObject({ spec: { template: { spec: { nodeSelector: { pool: "workers" } } } } });
    // A hook runs before the account is there.
    expect(of("Job")[0]).not.toHaveProperty("spec.template.spec.serviceAccountName");
    const credentials = { name: "patchbay", key: "PATCHBAY_METRICS_TOKEN" };
    expect(of("PodMonitor")).toMatchObject(
      ["http", "metrics"].map((port) => ({
        metadata: { labels: given.monitor.labels },
        spec: { podMetricsEndpoints: [{ port, path: "/metrics", authorization: { credentials } }] },
      })),
    );
  });

  const everything = [
    ...[
      "worker.autoscaling.enabled=true",
      "ingress.enabled=true",
      "monitor.enabled=true",
      "serviceAccount.create=true",
    ],
    ...["networkPolicy.enabled=true"],
  ].flatMap((setting) => ["--set", setting]);
  const sorts: [string, string[]][] = [
    ["as the chart is", []],
    ["with everything switched on", everything],
  ];
  test.each(sorts)(
    "%s, what is rendered fits the schemas of Kubernetes, KEDA and the Prometheus operator",
    async (_, more) => {
      const objects: unknown[] = parseAllDocuments(await helm("template", "one", chart, ...more)).map((document) =>
        document.toJS(),
      );
      expect(objects.length).toBeGreaterThan(5);
      for (const version of ["1.37", "1.32"]) expect(await problemsOf(objects, version)).toEqual([]);
    },
  );

  test("a wrong type and a key that is none would be found", async () => {
    const spec = { selector: {}, template: { metadata: {}, spec: { containers: [{ name: "web" }] } } };
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } };
    const scaled = { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", metadata: { name: "workers" } };
    const found = await problemsOf(
      [
        { ...deployment, spec },
        { ...deployment, spec: { ...spec, replica: 2 } },
        { ...deployment, spec: { ...spec, replicas: "2" } },
        { ...scaled, spec: { scaleTargetRef: { name: "worker" }, triggers: [{ type: "prometheus" }] } },
      ],
      "1.37",
    );
    expect(found).toEqual([
      expect.stringMatching(/^ScaledObject: .*metadata/),
      expect.stringContaining("replica"),
      expect.stringContaining("replicas"),
    ]);
  });
}
