/** Each value of the Helm chart is changed once: it changes what is rendered, and that stays valid. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { testLimitMs } from "../helpers/patience.ts";
import { hasHelm, helm } from "../helpers/tools/helm.ts";
import { problemsOf } from "./kubernetes/problems-of.ts";

const chart = "deploy/helm";
const resources = { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "3Gi" } };
const affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: "pool", operator: "In", values: ["patchbay"] }] }],
    },
  },
};
const placement = (part: string) => ({
  [`${part}.placement.nodeSelector`]: { pool: part },
  [`${part}.placement.tolerations`]: [{ key: "spot", operator: "Exists", effect: "NoSchedule" }],
  [`${part}.placement.affinity`]: affinity,
  [`${part}.placement.priorityClassName`]: "important",
});

/** Other values than those of values.yaml. */
const changed: Record<string, unknown> = {
  "image.repository": "registry.example.com/team/patchbay",
  "image.tag": "9.8.7",
  "image.pullPolicy": "Always",
  "image.pullSecrets": ["registry"],
  url: "http://patchbay.internal:8080",
  secretName: "another",
  settings: { LOG_LEVEL: "debug", PATCHBAY_AUDIT_DAYS: "30" },
  "serviceAccount.create": false,
  "serviceAccount.name": "another",
  "serviceAccount.annotations": { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/patchbay" },
  podAnnotations: { "example.com/owner": "platform" },
  podLabels: { team: "platform" },
  volumes: [{ name: "ca", configMap: { name: "authority" } }],
  volumeMounts: [{ name: "ca", mountPath: "/ca", readOnly: true }],
  "monitor.enabled": false,
  "monitor.labels": { release: "prometheus" },
  "monitor.interval": "60s",
  "web.replicas": 3,
  "web.resources": resources,
  ...placement("web"),
  "worker.replicas": 7,
  "worker.resources": resources,
  ...placement("worker"),
  "worker.autoscaling.enabled": false,
  "worker.autoscaling.min": 3,
  "worker.autoscaling.max": 1000,
  "worker.autoscaling.prometheus": "https://prometheus.example.com",
  "worker.autoscaling.waitSeconds": 30,
  "ingress.enabled": false,
  "ingress.className": "nginx",
  "ingress.annotations": { "nginx.ingress.kubernetes.io/proxy-body-size": "420m" },
  "ingress.tlsSecretName": "certificate",
  "networkPolicy.enabled": false,
  "networkPolicy.blocked": [],
};

const Schema = z.looseObject({ $ref: z.string().optional(), properties: z.record(z.string(), z.unknown()).optional() });
const schema = z
  .looseObject({ $defs: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(`${chart}/values.schema.json`, "utf8")));

/** The paths of all that can be set: what has named parts is set by these. */
function pathsOf(given: unknown, path: string): string[] {
  const { $ref, properties } = Schema.parse(given);
  if ($ref !== undefined) return pathsOf(schema.$defs[$ref.replace("#/$defs/", "")], path);
  if (properties === undefined) return [path];
  return Object.entries(properties).flatMap(([name, part]) => pathsOf(part, path === "" ? name : `${path}.${name}`));
}

test("the table above changes each value that there is", () => {
  // What Helm gives to charts within charts is read by none here.
  const paths = pathsOf(schema, "").filter((path) => path !== "global");
  expect(Object.keys(changed).sort()).toEqual(paths.sort());
});

if (await hasHelm()) {
  const on = ["monitor", "serviceAccount", "worker.autoscaling", "ingress", "networkPolicy"].flatMap((part) => [
    // Helm reads --set after --set-json, wherever they stand.
    ...["--set-json", `${part}.${part === "serviceAccount" ? "create" : "enabled"}=true`],
  ]);
  const render = async (more: string[]) => await helm("template", "one", chart, ...more);

  test(
    "each value that is changed changes what is rendered, and all of it fits the schemas",
    async () => {
      const bases = [
        { base: on, text: await render(on) },
        { base: [], text: await render([]) },
      ];
      const objects = new Map<string, unknown>();
      /** With everything switched on, and else as the chart is: what scales workers takes the place of their number. */
      async function hasEffect(path: string, value: unknown): Promise<boolean> {
        for (const { base, text } of bases) {
          const now = await render([...base, "--set-json", `${path}=${JSON.stringify(value)}`]);
          for (const document of parseAllDocuments(now)) objects.set(JSON.stringify(document), document.toJS());
          if (now !== text) return true;
        }
        return false;
      }
      const without: string[] = [];
      for (const [path, value] of Object.entries(changed)) if (!(await hasEffect(path, value))) without.push(path);
      expect(without, "values without effect").toEqual([]);
      expect(objects.size).toBeGreaterThan(50);
      expect(await problemsOf([...objects.values()], "1.37")).toEqual([]);
    },
    testLimitMs,
  );
}
