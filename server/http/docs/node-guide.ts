/** The docs pages of node types, read from their definitions. */
import { z } from "zod";
import type { Effect, Manifest } from "../../../lib/node-types/manifest.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import type { PortSpec } from "../../../lib/ports/ports.ts";
import type { Values } from "../../../lib/run.ts";
import { isEntry } from "../../../lib/runs/entry.ts";
import { splitNullable } from "../../../lib/settings/nullable-setting.ts";
import { UsedWhen } from "../../../lib/settings/used-when.ts";
import { WidgetName } from "../../../lib/settings/widgets.ts";
import { Json } from "../../../lib/values/json.ts";
import type { GuidePort, GuideSetting, GuideValue, NodeGuide } from "../../../lib/views/node-guide.ts";
import { manifestOf } from "../../../nodes/catalogue.ts";
import type { NodeType } from "../../../nodes/define.ts";

const Property = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().default(""),
  widget: WidgetName.optional(),
  default: Json.optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  usedWhen: UsedWhen.optional(),
});
type Property = z.infer<typeof Property> & { isNullable: boolean };

export function makeNodeGuide(nodeType: NodeType): NodeGuide {
  const manifest = manifestOf(nodeType);
  const { type, title, icon, category, summary } = manifest;
  const properties = propertiesOf(manifest);
  const titles = new Map(properties.map(([name, { title = name }]) => [name, title]));
  const settings = properties.map(([name, property]): GuideSetting => {
    const { title = name } = property;
    const description = `${usedText(property.usedWhen, titles)}${property.description}`;
    // Its description says what the default model is; the value would say less.
    const initial = property.widget === "model" ? undefined : property.default;
    return { name, title, type: typeOf(property), default: initial, description };
  });
  return {
    ...{ type, title, icon, category, summary, settings },
    about: nodeType.docs?.about ?? summary,
    effect: effectText(manifest, titles),
    inputs: Object.entries(manifest.inputs).map((port) => guidePort(port, titles)),
    outputs: Object.entries(manifest.outputs).map((port) => guidePort(port, titles)),
    grown: { inputs: grown(manifest, "inputs"), outputs: grown(manifest, "outputs") },
    ...exampleOf(nodeType, manifest),
  };
}

const effectTexts = {
  pure: "The step changes nothing outside its run, so it may run again after a crash.",
  costly: "The result is saved before anything that depends on it changes an external system.",
  effect:
    "The step changes an external system: it starts when every step before it is saved. If its worker stops in the middle, the step is not repeated and is shown as in doubt.",
} as const satisfies Record<Effect, string>;
const keyedText =
  "The step changes an external system: it starts when every step before it is saved. It carries a key that stays the same when it is repeated, so a repetition has no second effect.";

const whenTexts = {
  pure: "it changes nothing outside its run.",
  costly: "it only reads: the result is saved before anything that depends on it changes an external system.",
  effect: "it changes an external system, and is not repeated when its worker stops in the middle.",
} as const satisfies Record<Effect, string>;
const keyedWhenText = "it carries a key that stays the same when it is repeated, so a repetition has no second effect.";

function effectText({ keyed, effect, effectWhen = [] }: Manifest, titles: ReadonlyMap<string, string>): string {
  const text = keyed ? keyedText : effectTexts[effect];
  const others = effectWhen.map(({ setting, is, ...other }) => {
    const when = usedText({ setting, is }, titles)
      .replace(/^Only when/, "When")
      .replace(/\. $/, "");
    return `${when}, ${other.keyed ? keyedWhenText : whenTexts[other.effect]}`;
  });
  return [text, ...others].join(" ");
}

/** “Only when Format is HTML.” */
function usedText(rule: UsedWhen | undefined, titles: ReadonlyMap<string, string>): string {
  if (!rule) return "";
  const values = rule.is.map((value) => `“${value}”`).join(" or ");
  return `Only when “${titles.get(rule.setting) ?? rule.setting}” is ${values}. `;
}

function propertiesOf({ config }: Manifest): [string, Property][] {
  const properties = z.record(z.string(), z.unknown()).catch({}).parse(config.properties);
  return Object.entries(properties).map(([name, written]) => {
    const { property, isNullable } = splitNullable(written);
    return [name, { ...Property.catch({ description: "" }).parse(property), isNullable }];
  });
}

function guidePort([name, spec]: [string, PortSpec], titles: ReadonlyMap<string, string>): GuidePort {
  const { kind, title = name, optional, multiple } = spec;
  const description = `${usedText(spec.usedWhen, titles)}${spec.description ?? ""}`;
  const notes = [...(optional ? ["optional"] : []), ...(multiple ? ["any number of edges"] : [])];
  return { name, title, kind, notes, description };
}

function grown(manifest: Manifest, side: "inputs" | "outputs"): string[] {
  const properties = new Map(propertiesOf(manifest));
  const noun = side === "inputs" ? "input" : "output";
  return manifest.derived.flatMap((rule) => {
    if (rule.side !== side) return [];
    const [setting = ""] = rule.setting.split(".");
    const title = properties.get(setting)?.title ?? setting;
    if (rule.from === "template") {
      return `Each variable of “${title}” becomes an ${noun} of the kind ${portKinds[rule.kind].title}.`;
    }
    if (rule.from === "names")
      return `Each name in “${title}” becomes an ${noun} of the kind ${portKinds[rule.kind].title}.`;
    if (rule.setting === setting) return `Each field in “${title}” becomes an ${noun} of its kind.`;
    const left = rule.except === undefined ? undefined : properties.get(rule.except)?.title;
    const but = left === undefined ? "" : `, but for the one named in “${left}”`;
    return `Each ${noun} of the chosen pipeline becomes an ${noun}${but}.`;
  });
}

/** What a setting takes, where its widget says it better than JSON does. */
const widgetTypes: Readonly<Partial<Record<WidgetName, string>>> = {
  template: "Liquid template",
  code: "JSONata expression",
  script: "Code",
  model: "Model",
  collection: "Collection",
  credential: "Credential",
  pipeline: "Pipeline",
  "pipeline-input": "Input of the pipeline",
  toolbox: "The nodes inside",
  "tool-texts": "A text for each tool",
  "tool-asks": "A choice for each tool",
  "tool-hand-over": "Agents among the tools",
  "mcp-server": "An MCP server and its tools",
  "mcp-tool": "A tool of an MCP server, and what it is called with",
  fields: "List of fields",
  "form-fields": "List of questions",
  assignments: "List of fields, each with a value or an expression",
  schema: "Fields, as a JSON Schema",
};
const jsonTypes: Readonly<Record<string, string>> = {
  string: "Text",
  number: "Number",
  integer: "Whole number",
  boolean: "Yes or no",
  array: "List",
};

function typeOf(property: Property): string {
  if (property.enum) return `One of ${property.enum.map((value) => `“${value}”`).join(", ")}`;
  const { type = "", widget } = property;
  const said = widget && widgetTypes[widget];
  const noun = said ?? jsonTypes[type] ?? type;
  // Ids are short, and their pickers fill them in.
  const limit = said && type === "string" && (property.maxLength ?? 0) <= 64 ? "" : limitOf(property);
  const empty = property.isNullable ? "may be empty" : "";
  return [noun, limit, empty].filter((part) => part !== "").join(", ");
}

function limitOf({ minimum, exclusiveMinimum, maximum, maxLength, maxItems }: Property): string {
  const format = (value: number) => value.toLocaleString("en");
  if (maxLength !== undefined) return `up to ${format(maxLength)} characters`;
  if (maxItems !== undefined) return `up to ${format(maxItems)}`;
  if (maximum === undefined) return "";
  if (exclusiveMinimum !== undefined) return `more than ${format(exclusiveMinimum)}, up to ${format(maximum)}`;
  return minimum === undefined ? `up to ${format(maximum)}` : `${format(minimum)} to ${format(maximum)}`;
}

function exampleOf(nodeType: NodeType, manifest: Manifest): Pick<NodeGuide, "example"> {
  const example = nodeType.docs?.example;
  if (!example) return {};
  const { summary, given, config = {}, inputs = {}, outputs } = example;
  const ports = portsOf(manifest, { config });
  const settings = new Map(propertiesOf(manifest));
  const titled = (values: Values, titles: Readonly<Record<string, PortSpec>>): GuideValue[] =>
    Object.entries(values).map(([name, value]) => ({ title: titles[name]?.title ?? name, value }));
  return {
    example: {
      summary,
      ...(given === undefined ? {} : { given }),
      settings: Object.entries(config).map(([name, value]) => {
        const { title = name, widget } = settings.get(name) ?? {};
        return { title, value: widget === "pipeline" ? nameOf(value) : value };
      }),
      inputs: titled(inputs, isEntry(nodeType.role) ? ports.outputs : ports.inputs),
      outputs: titled(outputs, ports.outputs),
    },
  };
}

/** A pipeline is shown by its name, as its picker does. */
function nameOf(ref: Json): Json {
  return z.object({ name: z.string() }).safeParse(ref).data?.name ?? ref;
}
