import { z } from "zod";
import type { Catalogue, Manifest } from "../lib/node-types/manifest.ts";
import { defined } from "../lib/values/defined.ts";
import { PlainJson } from "../lib/values/json.ts";
import type { NodeType } from "./define.ts";

const Settings = z.record(z.string(), PlainJson);

/** One list makes one catalogue: the schemas of many node types take megabytes. */
const catalogues = new WeakMap<readonly NodeType[], Catalogue>();

/** Every node type as data for the browser: title, ports, JSON Schema of the config and a fresh node's config. */
export function makeCatalogue(nodeTypes: readonly NodeType[]): Catalogue {
  const known = catalogues.get(nodeTypes);
  if (known) return known;
  const made = new Map(nodeTypes.map((nodeType) => [nodeType.type, manifestOf(nodeType)]));
  catalogues.set(nodeTypes, made);
  return made;
}

export function manifestOf(nodeType: NodeType): Manifest {
  const { type, version, title, summary, category, effect, icon, inputs, outputs, subtitle } = nodeType;
  let config: Manifest["config"] | undefined;
  return {
    type,
    version,
    title,
    summary,
    category,
    effect,
    icon,
    keywords: [...(nodeType.keywords ?? [])],
    inputs: { ...inputs },
    outputs: { ...outputs },
    derived: [...(nodeType.derived ?? [])],
    ...defined({
      subtitle,
      role: nodeType.role,
      schedule: nodeType.schedule,
      hook: nodeType.hook,
      body: nodeType.body,
      toolbox: nodeType.toolbox,
    }),
    ...defined({
      keyed: nodeType.keyed,
      effectWhen: nodeType.effectWhen && [...nodeType.effectWhen],
      waits: nodeType.waits,
      answers: nodeType.answers,
      operation: nodeType.operation,
      offers: nodeType.offers,
    }),
    // A worker asks for those of few types, and all together take a tenth of its memory.
    get config() {
      config ??= Settings.parse(z.toJSONSchema(nodeType.config, { io: "input" }));
      return config;
    },
    defaults: Settings.parse(nodeType.config.parse({})),
  };
}
