/** What a value of a model service looks like: JSON Schema with its references resolved and its alternatives named, as forms and calls use it. */
import * as z from "zod";
import type { PortKind } from "../ports/port-kinds.ts";
import { PlainJson } from "../values/json.ts";

const kinds = ["text", "number", "integer", "boolean", "choice", "list", "object", "variants", "file", "any"] as const;

export type ShapeField = { name: string; isRequired: boolean; shape: Shape };
export type ShapeVariant = { title: string; shape: Shape };
export type Shape = {
  kind: (typeof kinds)[number];
  title?: string;
  description?: string;
  /** null is a value of it. */
  nullable?: boolean;
  default?: PlainJson;
  /** Of a choice. */
  options?: PlainJson[];
  /** Of a text or a file, as the document says it: date-time, byte, … */
  format?: string;
  min?: number;
  max?: number;
  /** Of an object. */
  fields?: ShapeField[];
  /** Of a list: each item; of an object: what other fields hold. */
  item?: Shape;
  /** Of alternatives: `tag` is the field that says which one it is. */
  variants?: ShapeVariant[];
  tag?: string;
};

export const Shape: z.ZodType<Shape> = z.lazy(() =>
  z.object({
    kind: z.enum(kinds).catch("any"),
    title: z.string().exactOptional(),
    description: z.string().exactOptional(),
    nullable: z.boolean().exactOptional(),
    default: PlainJson.exactOptional(),
    options: z.array(PlainJson).exactOptional(),
    format: z.string().exactOptional(),
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
    fields: z.array(z.object({ name: z.string(), isRequired: z.boolean(), shape: Shape })).exactOptional(),
    item: Shape.exactOptional(),
    variants: z.array(z.object({ title: z.string(), shape: Shape })).exactOptional(),
    tag: z.string().exactOptional(),
  }),
);

const portKindOf = {
  text: "text",
  choice: "text",
  number: "number",
  integer: "number",
  boolean: "boolean",
  file: "file",
  list: "json",
  object: "json",
  variants: "json",
  any: "any",
} as const satisfies Record<Shape["kind"], PortKind>;

/** The kind of the port that carries such values. */
export function kindOfShape(shape: Shape): PortKind {
  const isTexts = shape.kind !== "choice" || (shape.options ?? []).every((option) => typeof option === "string");
  return isTexts ? portKindOf[shape.kind] : "any";
}
