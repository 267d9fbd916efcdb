import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { z } from "zod";

/** Kinds that extensions of Kubernetes bring. Their schemas know wrong types and missing keys, unknown keys they let pass. */
const extensions = {
  ScaledObject: (thing: object) => Object.assign(new ScaledObject(), thing).validate(),
  PodMonitor: (thing: object) => Object.assign(new PodMonitor(), thing).validate(),
};
const Thing = z.looseObject({ kind: z.string() });

/** What the schemas of Kubernetes `version`, KEDA and the Prometheus operator say against objects, a sentence for each. */
export async function problemsOf(objects: readonly unknown[], version: string): Promise<string[]> {
  const things = objects.map((object) => Thing.parse(object));
  const problems = things.flatMap((thing) => {
    if (!isExtension(thing.kind)) return [];
    try {
      extensions[thing.kind](thing);
      return [];
    } catch (error) {
      return [`${thing.kind}: ${error instanceof Error ? error.message : error}`];
    }
  });
  return [
    ...problems,
    ...(await coreProblems(
      things.filter(({ kind }) => !isExtension(kind)),
      version,
    )),
  ];
}

const isExtension = (kind: string): kind is keyof typeof extensions => Object.hasOwn(extensions, kind);

async function coreProblems(things: readonly object[], version: string): Promise<string[]> {
  const python = process.env.TEST_DEPLOY;
  if (!python) throw new Error("TEST_DEPLOY names no Python with the schemas: run this by npm test");
  const child = spawn(python, ["tests/deploy/kubernetes/validate.py", version], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(things));
  return z.array(z.string()).parse(JSON.parse(await text(child.stdout)));
}
