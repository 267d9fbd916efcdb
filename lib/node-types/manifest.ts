/** What the browser may know about a node type: data, not code. */
import * as z from "zod";
import { PortKind } from "../ports/port-kinds.ts";
import { PortSpec } from "../ports/ports.ts";
import { UsedWhen } from "../settings/used-when.ts";
import { PlainJson } from "../values/json.ts";
import { categories } from "./categories.ts";
import { NodeIcon } from "./node-icons.ts";

export { categories, categoryTitles } from "./categories.ts";
export type Category = (typeof categories)[number];

/**
 * pure: may run again at no cost · costly: a model call, not repeated once its result is in the journal; what follows may
 * start before that, except an effect · effect: changes an external system.
 */
const effects = ["pure", "costly", "effect"] as const;
export type Effect = (typeof effects)[number];

/** Ports that grow out of a setting. `setting` names the key of the config, or a path into it: `pipeline.inputs`. */
export const DerivedPorts = z.discriminatedUnion("from", [
  /** One input a variable of a Liquid template (a string). */
  z.strictObject({
    from: z.literal("template"),
    side: z.literal("inputs"),
    setting: z.string(),
    kind: PortKind,
    /** Without it, always. */
    usedWhen: UsedWhen.exactOptional(),
  }),
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

/** Names of settings. */
export const ScheduleSettings = z.object({ when: z.string(), timeZone: z.string() });
export type ScheduleSettings = z.infer<typeof ScheduleSettings>;

const EffectWhen = UsedWhen.extend({ effect: z.enum(effects), keyed: z.boolean().exactOptional() });
export type EffectWhen = z.infer<typeof EffectWhen>;

export const Manifest = z.object({
  type: z.string(),
  version: z.number().int(),
  title: z.string(),
  summary: z.string(),
  category: z.enum(categories),
  effect: z.enum(effects),
  /** Of an effect: the external system takes the idempotency key, so that a repetition with the same key has no second effect. */
  keyed: z.boolean().exactOptional(),
  /** With these values of a setting, `effect` and `keyed` of the rule count instead of these here. The first such rule counts. */
  effectWhen: z.array(EffectWhen).exactOptional(),
  /** Of a pure node: most of the time it takes it waits, for the clock, a person or a service. */
  waits: z.boolean().exactOptional(),
  /** The setting that names the pipeline which this node runs as its body (a PipelineRef). */
  body: z.string().exactOptional(),
  /** The setting (a Service) that holds what this node calls; its `effect` and `keyed` count instead of these here. */
  operation: z.string().exactOptional(),
  /** It calls the nodes of its body one by one, as tools; they are not connected. One of them is of this type. */
  toolbox: z.string().exactOptional(),
  /** The setting (a path) with a list of tools: for an agent it is all of them, and is called with `tool` and `arguments`. */
  offers: z.string().exactOptional(),
  icon: NodeIcon,
  keywords: z.array(z.string()),
  inputs: z.record(z.string(), PortSpec),
  outputs: z.record(z.string(), PortSpec),
  derived: z.array(DerivedPorts),
  /** The node whose outputs are the run's input, or whose inputs are its output; a trigger's outputs are its event. */
  role: z.enum(["run-input", "run-output", "run-trigger"]).exactOptional(),
  /** The settings that say when a trigger fires: a cron expression or an interval, and the time zone. */
  schedule: ScheduleSettings.exactOptional(),
  /** Of a trigger that has an address: what is behind it. */
  hook: z.enum(["webhook", "form"]).exactOptional(),
  /** The output that lists what several models said. Their texts grow side by side, each as a part of its own. */
  answers: z.string().exactOptional(),
  /** The setting shown under the title on the card. */
  subtitle: z.string().exactOptional(),
  /** JSON Schema (2020-12) of the config, with `title`, `description` and `widget` per field. */
  config: z.record(z.string(), PlainJson),
  /** The config of a fresh node. */
  defaults: z.record(z.string(), PlainJson),
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
  default: PlainJson.exactOptional(),
  /** What it stood for no longer exists. */
  gone: z.boolean().exactOptional(),
});
export type Field = z.infer<typeof Field>;
