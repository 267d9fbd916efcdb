import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";
import { z } from "zod";

type Schema = { [key: string]: unknown };

const Content = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() });
const Parameter = z.object({
  in: z.enum(["header", "query", "path"]),
  name: z.string(),
  required: z.boolean().default(false),
  schema: z.record(z.string(), z.unknown()),
});
const Operation = z.object({
  parameters: z.array(Parameter).default([]),
  requestBody: Content.optional(),
  responses: z.record(z.string(), Content),
});
const Spec = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.record(z.string(), z.unknown()),
});

export type Exchange = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, unknown>;
  body: unknown;
  status: number;
  answer: unknown;
};

/** What in an exchange is not as Pinecone's OpenAPI says; empty when all is well. */
export function openApiChecker(files: readonly string[]): (exchange: Exchange) => string[] {
  const specs = files.map((file) => checkerOf(readFileSync(new URL(file, import.meta.url), "utf8")));
  return (exchange) => {
    for (const check of specs) {
      const faults = check(exchange);
      if (faults) return faults;
    }
    return [`${exchange.method} ${exchange.path} is not in Pinecone's OpenAPI`];
  };
}

function checkerOf(text: string): (exchange: Exchange) => string[] | undefined {
  const spec = Spec.parse(parse(text));
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  formats.default(ajv);
  // Numbers of the formats int64 and float are JSON numbers; their ranges are not our subject.
  for (const name of ["int32", "int64", "float", "double"]) ajv.addFormat(name, true);
  ajv.addSchema(asJsonSchema({ components: spec.components }), "spec");
  const compiled = new Map<unknown, ValidateFunction>();
  const validate = (schema: unknown, value: unknown, where: string): string[] => {
    const known = compiled.get(schema) ?? ajv.compile(rooted(asJsonSchema(schema)));
    compiled.set(schema, known);
    if (known(value)) return [];
    return (known.errors ?? []).map((error) => `${where}${error.instancePath} ${error.message}`);
  };

  return (exchange) => {
    const found = findOperation(spec.paths, exchange);
    if (!found) return undefined;
    const { requestBody, responses, parameters } = Operation.parse(found);
    const faults = checkParameters(parameters, exchange);
    const asked = requestBody?.content?.["application/json"]?.schema;
    if (asked) faults.push(...validate(asked, exchange.body, "request"));
    else if (exchange.body !== undefined) faults.push("request has a body, and should have none");
    const status = String(exchange.status);
    const response = responses[status] ?? responses[`${status[0]}XX`];
    if (!response) return [...faults, `status ${status} is not in Pinecone's OpenAPI`];
    const answered = response.content?.["application/json"]?.schema;
    if (answered) faults.push(...validate(answered, exchange.answer, "answer"));
    return faults.map((fault) => `${exchange.method} ${exchange.path}: ${fault}`);
  };
}

function findOperation(paths: z.infer<typeof Spec>["paths"], { method, path }: Exchange): unknown {
  for (const [template, operations] of Object.entries(paths)) {
    const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`);
    if (pattern.test(path)) return operations[method.toLowerCase()];
  }
  return undefined;
}

function checkParameters(parameters: readonly z.infer<typeof Parameter>[], { query, headers }: Exchange): string[] {
  const faults: string[] = [];
  for (const { in: place, name, required, schema } of parameters) {
    const values = place === "query" ? query.getAll(name) : place === "header" ? [headers[name.toLowerCase()]] : [""];
    const isThere = values.some((value) => value !== undefined);
    if (required && !isThere) faults.push(`the ${place} parameter ${name} is missing`);
    if (schema.type === "integer" && values.some((value) => !/^\d+$/.test(String(value)))) {
      faults.push(`the ${place} parameter ${name} is not a number`);
    }
    // The date is the version that these files describe.
    if (name === "X-Pinecone-Api-Version" && values[0] !== schema.default) {
      faults.push(`version ${String(values[0])} is asked for, the files here say ${String(schema.default)}`);
    }
  }
  const known = new Set(parameters.map(({ name }) => name));
  for (const name of query.keys()) if (!known.has(name)) faults.push(`the query parameter ${name} is unknown`);
  return faults;
}

const rooted = (schema: unknown) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"spec#/components/'));

/** OpenAPI 3.0.3 → JSON Schema: `nullable`; and stricter: objects with named properties take no others. */
function asJsonSchema(value: unknown): Schema {
  return z.record(z.string(), z.unknown()).parse(convert(value));
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  const {
    nullable,
    example: _,
    examples: __,
    discriminator: ___,
    ...rest
  } = z.record(z.string(), z.unknown()).parse(value);
  const schema: Schema = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, convert(inner)]));
  // The files put the size limits of arrays under the names of those of strings.
  if (schema.type === "array") {
    if (schema.minLength !== undefined) schema.minItems = schema.minLength;
    if (schema.maxLength !== undefined) schema.maxItems = schema.maxLength;
  }
  if (schema.type === "object" && isRecord(schema.properties) && schema.additionalProperties === undefined) {
    schema.additionalProperties = false;
  }
  return nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}

function isRecord(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
