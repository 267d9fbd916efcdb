/** What the browser may know about a node type: data, not code. */
import * as z from "zod";
import { errorPort, type Node } from "./graph.ts";
import { NodeIcon } from "./node-icons.ts";
import { PortKind } from "./port-kinds.ts";
import { PortSpec } from "./ports.ts";
import { Json } from "./values/json.ts";
import { templateVariables } from "./values/template-variables.ts";

export const categories = ["input", "model", "prompt", "data", "collection", "logic", "output"] as const;
export type Category = (typeof categories)[number];
export const categoryTitles = {
  input: "Inputs",
  prompt: "Prompts",
  model: "Models",
  data: "Data",
  collection: "Collections",
  logic: "Logic",
  output: "Outputs",
} as const satisfies Record<Category, string>;

/**
 * pure: may run again at no cost · costly: a model call, not repeated once its result is in the journal; what follows may
 * start before that, except an effect · effect: changes an external system.
 */
const effects = ["pure", "costly", "effect"] as const;
export type Effect = (typeof effects)[number];

/** Ports that grow out of a setting. `setting` names the key of the config, or a path into it: `pipeline.inputs`. */
export const DerivedPorts = z.discriminatedUnion("from", [
  /** One input a variable of a Liquid template (a string). */
  z.strictObject({ from: z.literal("template"), side: z.literal("inputs"), setting: z.string(), kind: PortKind }),
  /** One port a field of a list of `{ name, kind, optional? }`. */
  z.strictObject({
    from: z.literal("fields"),
    side: z.enum(["inputs", "outputs"]),
    setting: z.string(),
    /** A setting that names the field which gets no port; the first field when it names none. */
    except: z.string().exactOptional(),
  }),
  /** One port a name of a list of strings, or of `{ name }`. */
  z.strictObject({
    from: z.literal("names"),
    side: z.enum(["inputs", "outputs"]),
    setting: z.string(),
    kind: PortKind,
  }),
]);
export type DerivedPorts = z.infer<typeof DerivedPorts>;

export const Manifest = z.object({
  type: z.string(),
  version: z.number().int(),
  title: z.string(),
  summary: z.string(),
  category: z.enum(categories),
  effect: z.enum(effects),
  /** Of an effect: the external system takes the idempotency key, so that a repetition with the same key has no second effect. */
  keyed: z.boolean().exactOptional(),
  /** Of a pure node: most of the time it takes it waits, for the clock, a person or a service. */
  waits: z.boolean().exactOptional(),
  /** The setting that names the pipeline which this node runs as its body (a PipelineRef). */
  body: z.string().exactOptional(),
  icon: NodeIcon,
  keywords: z.array(z.string()),
  inputs: z.record(z.string(), PortSpec),
  outputs: z.record(z.string(), PortSpec),
  derived: z.array(DerivedPorts),
  /** The node whose outputs are the run's input, or whose inputs are its output. */
  role: z.enum(["run-input", "run-output"]).exactOptional(),
  /** The setting shown under the title on the card. */
  subtitle: z.string().exactOptional(),
  /** JSON Schema (2020-12) of the config, with `title`, `description` and `widget` per field. */
  config: z.record(z.string(), Json),
  /** The config of a fresh node. */
  defaults: z.record(z.string(), Json),
});
export type Manifest = z.infer<typeof Manifest>;

/** All manifests by type. */
export type Catalogue = ReadonlyMap<string, Manifest>;

export type Ports = { inputs: Record<string, PortSpec>; outputs: Record<string, PortSpec> };

/** A field of an Input node: it becomes a port and a field of the run form. */
export const Field = z.object({
  name: z.string().min(1).max(64),
  kind: PortKind,
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  optional: z.boolean().exactOptional(),
  default: Json.exactOptional(),
});
export type Field = z.infer<typeof Field>;

/** A field as a stored graph has it: a kind that this release does not know passes anything on, so that no edge is lost. */
export const StoredField = Field.extend({ kind: PortKind.catch("any") });

/** Which of the fields is meant: the one of this name, else the first. */
export function chosenField(fields: readonly Field[], name: unknown): Field | undefined {
  return fields.find((field) => field.name === name) ?? fields[0];
}

/** The ports a node has with its present config: fixed ones, those its settings grow, and the error port. */
export function portsOf(manifest: Manifest, node: Pick<Node, "config" | "onError">): Ports {
  const inputs = { ...manifest.inputs };
  const outputs = { ...manifest.outputs };
  for (const rule of manifest.derived) {
    const side = rule.side === "inputs" ? inputs : outputs;
    const left = "except" in rule && rule.except !== undefined ? settingOf(manifest, node, rule.except) : undefined;
    for (const [name, spec] of derive(rule, settingOf(manifest, node, rule.setting), left)) {
      if (!Object.hasOwn(side, name)) side[name] = spec;
    }
  }
  if (node.onError?.action === "port") outputs[errorPort] = { kind: "json", title: "Error" };
  return { inputs, outputs };
}

/** A setting as the node will have it: what its config says, else the default. Dots lead into it. */
export function settingOf(manifest: Manifest, node: Pick<Node, "config">, setting: string): Json | undefined {
  const [name = "", ...path] = setting.split(".");
  const found = Object.hasOwn(node.config, name) ? node.config[name] : manifest.defaults[name];
  return path.reduce<Json | undefined>((value, key) => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && Object.hasOwn(value, key) ? value[key] : undefined;
  }, found);
}

function derive(rule: DerivedPorts, setting: Json | undefined, left: Json | undefined): [string, PortSpec][] {
  if (rule.from === "template") {
    const names = typeof setting === "string" ? templateVariables(setting) : [];
    return names.map((name) => [name, { kind: rule.kind }]);
  }
  if (!Array.isArray(setting)) return [];
  if (rule.from === "fields") {
    const fields = setting.flatMap((item) => StoredField.safeParse(item).data ?? []);
    const without = rule.except === undefined ? undefined : chosenField(fields, left);
    return fields.flatMap((field) => {
      if (field === without) return [];
      const { name, kind, title, optional } = field;
      // An optional field may be absent at run time; that matters to inputs only.
      const spec: PortSpec = {
        kind,
        ...(title ? { title } : {}),
        ...(optional && rule.side === "inputs" ? { optional } : {}),
      };
      return [[name, spec]];
    });
  }
  return setting.flatMap((item) => {
    const name = typeof item === "string" ? item : isNamed(item) ? item.name : "";
    return name === "" ? [] : [[name, { kind: rule.kind }]];
  });
}

function isNamed(item: Json): item is { name: string } {
  return typeof item === "object" && item !== null && !Array.isArray(item) && typeof item.name === "string";
}
