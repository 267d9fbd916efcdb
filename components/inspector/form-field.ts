/** A node type's settings as the generic form draws them: read from the manifest's JSON Schema. */
import * as z from "zod";
import { Expression } from "../../lib/expressions/expression.ts";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import type { PortKind } from "../../lib/ports/port-kinds.ts";
import { splitNullable } from "../../lib/settings/nullable-setting.ts";
import { UsedWhen } from "../../lib/settings/used-when.ts";
import { WidgetName } from "../../lib/settings/widgets.ts";
import { PlainJson } from "../../lib/values/json.ts";

const Property = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  widget: WidgetName.optional(),
  expression: Expression.optional(),
  empty: z.string().optional(),
  provider: z.union([z.string(), z.array(z.string())]).optional(),
  usedWhen: UsedWhen.optional(),
  default: PlainJson.optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
});

const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

export type FormField = {
  name: string;
  title: string;
  widget: WidgetName;
  description?: string | undefined;
  /** Of a setting that holds an expression or a template: its language and what it reads. */
  expression?: Expression | undefined;
  /** What is meant by leaving it empty. */
  empty?: string | undefined;
  /** Of a credential: whose. */
  provider?: string | readonly string[] | undefined;
  /** The value of another setting without which this one has no effect. */
  usedWhen?: UsedWhen | undefined;
  default?: PlainJson | undefined;
  options: readonly string[];
  min?: number | undefined;
  max?: number | undefined;
  isWhole: boolean;
  /** Emptied, it is null: nothing is said about it, so that what it is about keeps its own. */
  isNullable: boolean;
  /** The kind of the ports that this setting grows. */
  portKind: PortKind;
  /** Names that carry a description are objects; plain ones are texts. */
  hasObjectItems: boolean;
};

export function formFields(manifest: Manifest): FormField[] {
  const schema = ObjectSchema.safeParse(manifest.config);
  if (!schema.success) return [];
  return Object.entries(schema.data.properties).map(([name, asWritten]) => {
    const { property, isNullable } = splitNullable(asWritten);
    return { isNullable, ...fieldOf(manifest, name, Property.catch({}).parse(property)) };
  });
}

function fieldOf(manifest: Manifest, name: string, property: z.infer<typeof Property>): Omit<FormField, "isNullable"> {
  return {
    name,
    title: property.title ?? name,
    widget: widgetOf(property),
    description: property.description,
    expression: property.expression,
    empty: property.empty,
    provider: property.provider,
    usedWhen: property.usedWhen,
    default: property.default,
    options: property.enum ?? [],
    min: property.minimum,
    max: property.maximum,
    isWhole: property.type === "integer",
    portKind: kindGrown(manifest, name),
    hasObjectItems: property.items?.type === "object",
  };
}

function widgetOf(property: z.infer<typeof Property>): WidgetName {
  const named = property.widget;
  if (named === "slider" && (property.minimum === undefined || property.maximum === undefined)) return "number";
  if (named) return named;
  if (property.enum) return "select";
  switch (property.type) {
    case "boolean":
      return "toggle";
    case "number":
    case "integer":
      return "number";
    case "string":
      return "text";
    default:
      return "json";
  }
}

function kindGrown({ derived }: Manifest, setting: string): PortKind {
  const rule = derived.find((each) => each.setting === setting);
  return rule && "kind" in rule ? rule.kind : "any";
}
