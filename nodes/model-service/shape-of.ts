/** From JSON Schema, as OpenAPI 3.0 and 3.1 use it, to a Shape. */
import type { Shape, ShapeField, ShapeVariant } from "../../lib/service/shape.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import { atPointer, isTree, listAt, own, type Tree, textAt, treeAt } from "./openapi-document.ts";

/** `stack`: the references that lead here, so that a schema which holds itself ends as plain JSON. `left`: how many shapes may still be made. */
type ShapeContext = { root: Tree; stack: readonly string[]; budget: { left: number }; hides: Hidden };
/** What a request does not have, and what an answer does not. */
type Hidden = "readOnly" | "writeOnly";

const maxDepth = 16;
/** A document may repeat its parts without end; a form beyond this is filled in as JSON. */
export const freshBudget = () => ({ left: 1500 });

/** Of what is sent. */
export function shapeOf(root: Tree, schema: PlainJson | undefined, budget = freshBudget()): Shape {
  return read(schema, { root, stack: [], budget, hides: "readOnly" });
}

/** Of what is answered. */
export function answerShapeOf(root: Tree, schema: PlainJson | undefined): Shape {
  return read(schema, { root, stack: [], budget: freshBudget(), hides: "writeOnly" });
}

function read(schema: PlainJson | undefined, context: ShapeContext): Shape {
  context.budget.left -= 1;
  if (!isTree(schema) || context.budget.left < 0 || context.stack.length > maxDepth) return { kind: "any" };
  const ref = textAt(schema, "$ref");
  if (ref !== undefined) return readRef(schema, ref, context);
  const merged = Array.isArray(own(schema, "allOf")) ? mergeAll(schema, context) : { schema, stack: context.stack };
  const inner = { ...context, stack: [...merged.stack, ""] };
  return { ...notes(merged.schema), ...bodyOf(merged.schema, inner) };
}

/** What stands beside a reference counts too (3.1); a reference to what is being read is left as JSON. */
function readRef(schema: Tree, ref: string, context: ShapeContext): Shape {
  const name = ref.split("/").at(-1) ?? ref;
  if (context.stack.includes(ref)) return { kind: "any", ...notes(schema), title: name };
  const target = read(atPointer(context.root, ref), { ...context, stack: [...context.stack, ref] });
  return { ...target, ...notes(schema) };
}

function notes(schema: Tree): Partial<Shape> {
  const [title, description] = [textAt(schema, "title"), textAt(schema, "description")];
  const given = own(schema, "default");
  return {
    ...(title === undefined ? {} : { title: title.slice(0, 120) }),
    ...(description === undefined ? {} : { description: description.slice(0, 500) }),
    ...(given === undefined ? {} : { default: given }),
  };
}

/** The parts of allOf as one schema: fields and what is required add up, the rest is the last word. */
function mergeAll(schema: Tree, context: ShapeContext): { schema: Tree; stack: readonly string[] } {
  const { allOf: _allOf, ...rest } = schema;
  let stack = context.stack;
  const parts: Tree[] = [];
  for (const part of [...listAt(schema, "allOf"), rest]) {
    context.budget.left -= 1;
    if (context.budget.left < 0) break;
    const opened = openPart(part, { ...context, stack });
    stack = opened.stack;
    // Who else inherits from a part is nothing to this schema.
    const { discriminator: _tag, ...fields } = opened.schema;
    parts.push(part === rest ? opened.schema : fields);
  }
  const properties = entriesOf(parts.map((part) => treeAt(part, "properties")));
  const required = parts.flatMap((part) => listAt(part, "required"));
  const merged = {
    ...Object.fromEntries(entriesOf(parts)),
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
  return { schema: merged, stack };
}

function entriesOf(trees: readonly Tree[]): [string, PlainJson][] {
  return trees.flatMap((tree) => Object.entries(tree));
}

function openPart(part: PlainJson, context: ShapeContext): { schema: Tree; stack: readonly string[] } {
  if (!isTree(part) || context.stack.length > maxDepth * 2) return { schema: {}, stack: context.stack };
  const ref = textAt(part, "$ref");
  if (ref !== undefined) {
    if (context.stack.includes(ref)) return { schema: {}, stack: context.stack };
    return openPart(atPointer(context.root, ref) ?? {}, { ...context, stack: [...context.stack, ref] });
  }
  return own(part, "allOf") === undefined ? { schema: part, stack: context.stack } : mergeAll(part, context);
}

function bodyOf(schema: Tree, context: ShapeContext): Shape {
  const choice = choicesOf(schema);
  if (choice.length > 0) return readChoice(schema, choice, context);
  const fixed = own(schema, "const");
  if (fixed !== undefined) return { kind: "choice", options: [fixed], default: fixed };
  const options = listAt(schema, "enum");
  if (options.length > 0) return readEnum(options, schema);
  const types = typesOf(schema);
  const named = types.filter((type) => type !== "null");
  const nullable = types.includes("null") || own(schema, "nullable") === true ? { nullable: true } : {};
  if (named.length > 1) return { kind: "any", ...nullable };
  return { ...byType(named[0], schema, context), ...nullable };
}

/** The fields that all alternatives have, beside which they stand; undefined when there are none. */
function baseOf(schema: Tree): Tree | undefined {
  const { oneOf: _oneOf, anyOf: _anyOf, discriminator: _tag, title: _title, ...base } = schema;
  return Object.keys(treeAt(base, "properties")).length > 0 ? base : undefined;
}

const sayNothing = new Set(["required", "not", "title", "description"]);

/**
 * What a value may be one of. Alternatives that only say which fields have to be there are left to the server. Where a schema
 * is inherited from, its discriminator names who does.
 */
function choicesOf(schema: Tree): readonly PlainJson[] {
  const listed = [...listAt(schema, "oneOf"), ...listAt(schema, "anyOf")];
  if (!baseOf(schema)) return listed;
  if (listed.length === 0) return heirsOf(schema);
  const isSilent = listed.every((part) => isTree(part) && Object.keys(part).every((key) => sayNothing.has(key)));
  return isSilent ? [] : listed;
}

function heirsOf(schema: Tree): PlainJson[] {
  const targets = Object.values(treeAt(treeAt(schema, "discriminator"), "mapping"));
  const refs = targets.flatMap((target) => (typeof target === "string" ? [refOf(target)] : []));
  return [...new Set(refs)].map(($ref) => ({ $ref }));
}

/** A mapping may name a schema without its place. */
const refOf = (target: string) => (target.includes("/") ? target : `#/components/schemas/${target}`);

function typesOf(schema: Tree): string[] {
  const type = own(schema, "type");
  if (Array.isArray(type)) return type.filter((each) => typeof each === "string");
  if (typeof type === "string") return [type];
  if (own(schema, "properties") !== undefined || own(schema, "additionalProperties") !== undefined) return ["object"];
  return own(schema, "items") === undefined ? [] : ["array"];
}

function readEnum(options: readonly PlainJson[], schema: Tree): Shape {
  const values = options.filter((option) => option !== null).slice(0, 500);
  const isNullable =
    values.length < options.length || own(schema, "nullable") === true || typesOf(schema).includes("null");
  return { kind: "choice", options: values, ...(isNullable ? { nullable: true } : {}) };
}

/** anyOf with null is one that may be null; one alternative is no choice; anything that is left is picked from. */
function readChoice(schema: Tree, choice: readonly PlainJson[], context: ShapeContext): Shape {
  const isNull = (part: PlainJson) => isTree(part) && own(part, "type") === "null";
  const parts = choice.filter((part) => !isNull(part));
  const nullable = parts.length < choice.length || own(schema, "nullable") === true ? { nullable: true } : {};
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return { ...read(beside(schema, first), context), ...nullable };
  const tag = textAt(treeAt(schema, "discriminator"), "propertyName");
  const variants = parts.slice(0, 50).map((part, index) => readVariant(part, { schema, tag, index }, context));
  const kinds = new Set(variants.map(({ shape }) => shape.kind));
  // FastAPI says “number or text” of a Decimal: a text keeps its digits.
  if (tag === undefined && kinds.size === 2 && kinds.has("text") && (kinds.has("number") || kinds.has("integer"))) {
    return { kind: "any", ...nullable };
  }
  // 3.1 writes options with titles as a list of constants.
  if (tag === undefined && kinds.size === 1 && kinds.has("choice")) {
    return { kind: "choice", options: variants.flatMap(({ shape }) => shape.options ?? []).slice(0, 500), ...nullable };
  }
  return { kind: "variants", variants, ...(tag === undefined ? {} : { tag }), ...nullable };
}

function beside(schema: Tree, part: PlainJson): PlainJson {
  const base = baseOf(schema);
  return base ? { allOf: [base, part] } : part;
}

type Choice = { schema: Tree; tag: string | undefined; index: number };

function readVariant(part: PlainJson, { schema, tag, index }: Choice, context: ShapeContext): ShapeVariant {
  const shape = read(beside(schema, part), context);
  const ref = isTree(part) ? textAt(part, "$ref") : undefined;
  const name = ref?.split("/").at(-1);
  const title = shape.title ?? name ?? `${shape.kind} ${index + 1}`;
  if (tag === undefined || shape.kind !== "object") return { title, shape };
  const mapping = Object.entries(treeAt(treeAt(schema, "discriminator"), "mapping"));
  const mapped = mapping.find(([, target]) => typeof target === "string" && refOf(target) === ref)?.[0];
  return { title, shape: withTag(shape, tag, mapped ?? name) };
}

/** The field that tells alternatives apart has the one value of this alternative, which no person has to fill in. */
function withTag(shape: Shape, tag: string, value: string | undefined): Shape {
  const fields = shape.fields ?? [];
  const field = fields.find(({ name }) => name === tag);
  if (field?.shape.kind === "choice" && field.shape.options?.length === 1) return shape;
  if (value === undefined) return shape;
  const fixed: ShapeField = {
    name: tag,
    isRequired: true,
    shape: { kind: "choice", options: [value], default: value },
  };
  return { ...shape, fields: [fixed, ...fields.filter(({ name }) => name !== tag)] };
}

function byType(type: string | undefined, schema: Tree, context: ShapeContext): Shape {
  switch (type) {
    case "string":
      return readText(schema);
    case "integer":
    case "number":
      return { kind: type, ...limits(schema) };
    case "boolean":
      return { kind: "boolean" };
    case "array": {
      const items = own(schema, "items");
      const [most, least] = [own(schema, "maxItems"), own(schema, "minItems")];
      return {
        kind: "list",
        item: items === undefined ? { kind: "any" } : read(items, context),
        ...(typeof least === "number" ? { min: least } : {}),
        ...(typeof most === "number" ? { max: most } : {}),
      };
    }
    case "object":
      return readObject(schema, context);
    default:
      return own(schema, "contentMediaType") === undefined ? { kind: "any" } : readText(schema);
  }
}

/** A file is `format: binary` in 3.0; a text with a media type and no encoding in 3.1; and base64 inside JSON in both. */
function readText(schema: Tree): Shape {
  const format = textAt(schema, "format");
  const [media, encoding] = [textAt(schema, "contentMediaType"), textAt(schema, "contentEncoding")];
  if (format === "binary" || (media !== undefined && encoding === undefined && !/json|^text\//.test(media))) {
    return { kind: "file", format: "binary" };
  }
  if (format === "byte" || format === "base64" || encoding === "base64") return { kind: "file", format: "base64" };
  const [least, most] = [own(schema, "minLength"), own(schema, "maxLength")];
  return {
    kind: "text",
    ...(format === undefined ? {} : { format }),
    ...(typeof least === "number" ? { min: least } : {}),
    ...(typeof most === "number" ? { max: most } : {}),
  };
}

function limits(schema: Tree): Pick<Shape, "min" | "max"> {
  const first = (...keys: string[]) => keys.map((key) => own(schema, key)).find((value) => typeof value === "number");
  const [min, max] = [first("minimum", "exclusiveMinimum"), first("maximum", "exclusiveMaximum")];
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function readObject(schema: Tree, context: ShapeContext): Shape {
  const required = new Set(listAt(schema, "required"));
  const more = own(schema, "additionalProperties");
  const fields = Object.entries(treeAt(schema, "properties"))
    .filter(([, property]) => !isTree(property) || own(property, context.hides) !== true)
    .map(([name, property]) => ({ name, isRequired: required.has(name), shape: read(property, context) }));
  return {
    kind: "object",
    fields,
    ...(isTree(more) ? { item: read(more, context) } : {}),
  };
}
