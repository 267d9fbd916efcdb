/**
 * What a Model service node calls, frozen into its settings: the operation with its inputs and outputs, as they were when
 * the document was read. A run reads no document, so a server that changes its document changes no pipeline.
 */
import * as z from "zod";
import { PlainJson } from "../values/json.ts";
import { Shape } from "./shape.ts";

/** A port as the canvas draws it. `gone`: the document no longer has it, and an edge is still there. */
export const ServicePort = z.object({
  name: z.string(),
  kind: z.string(),
  title: z.string().exactOptional(),
  optional: z.boolean().exactOptional(),
  gone: z.boolean().exactOptional(),
});
export type ServicePort = z.infer<typeof ServicePort>;

/** “mcp”: a tool of an MCP server. */
const protocols = ["openapi", "open-inference", "mcp"] as const;

const places = ["path", "query", "header", "cookie", "body", "whole-body", "tensor"] as const;
const styles = ["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "json"] as const;

export const ServiceInput = z.object({
  /** Of the port and of the field in the form. */
  name: z.string(),
  /** In the request. */
  key: z.string(),
  in: z.enum(places),
  isRequired: z.boolean(),
  shape: Shape,
  style: z.enum(styles).default("simple"),
  explode: z.boolean().default(false),
  allowReserved: z.boolean().exactOptional(),
  /** Of a part of a form: its own content type. */
  contentType: z.string().exactOptional(),
  /** Of a tensor. */
  datatype: z.string().exactOptional(),
  dims: z.array(z.number().int()).exactOptional(),
});
export type ServiceInput = z.infer<typeof ServiceInput>;

const ServiceOutput = z.object({
  name: z.string(),
  /** The field of the answer, or the tensor's name. */
  key: z.string(),
  kind: z.string(),
  title: z.string().exactOptional(),
  datatype: z.string().exactOptional(),
  dims: z.array(z.number().int()).exactOptional(),
});

export const ServiceBody = z.object({
  contentType: z.string(),
  encoding: z.enum(["json", "urlencoded", "multipart", "text", "binary"]),
  isRequired: z.boolean(),
});
export type ServiceBody = z.infer<typeof ServiceBody>;

export const ServiceOperation = z.object({
  id: z.string(),
  method: z.string().regex(/^[A-Z]{3,10}$/),
  path: z.string(),
  summary: z.string().default(""),
  description: z.string().default(""),
  /** The header that takes the step's key, where the document names one. */
  keyHeader: z.string().exactOptional(),
  inputs: z.array(ServiceInput).max(300),
  body: ServiceBody.exactOptional(),
  outputs: z.array(ServiceOutput).max(300),
  accept: z.string().default("application/json"),
  /** Of a tool: its parameters as the server published them, and what its hints say that a call does. */
  tool: z
    .object({
      parameters: z.record(z.string(), PlainJson),
      effect: z.enum(["costly", "effect"]),
      keyed: z.boolean(),
    })
    .exactOptional(),
});
export type ServiceOperation = z.infer<typeof ServiceOperation>;

export const ServiceServer = z.object({
  url: z.string(),
  description: z.string().default(""),
  variables: z
    .record(z.string(), z.object({ default: z.string(), options: z.array(z.string()).default([]) }))
    .default({}),
});
export type ServiceServer = z.infer<typeof ServiceServer>;

const pageStyles = ["none", "link", "next", "offset", "page"] as const;
export const ServicePages = z.object({
  style: z.enum(pageStyles).default("none"),
  /** Where the items are in an answer: dots lead into it; empty: the answer is the list, or its only list. */
  items: z.string().default(""),
  /** Where an answer names the next page: an address, or a value for `parameter`. */
  next: z.string().default("next"),
  /** The query parameter that is set for the next page. */
  parameter: z.string().default(""),
  most: z.number().int().min(1).max(100).default(10),
});
export type ServicePages = z.infer<typeof ServicePages>;

const defaultRetryOn = [408, 425, 429, 500, 502, 503, 504];

const Base = z.object({
  protocol: z.enum(protocols),
  /** Where the document was read. */
  address: z.string(),
  title: z.string().default(""),
  version: z.string().default(""),
  credential: z.string().max(64).exactOptional(),
  servers: z.array(ServiceServer).max(30).default([]),
  server: z.number().int().min(0).default(0),
  variables: z.record(z.string(), z.string()).default({}),
});

/** `operation` is absent while none is chosen. */
export const Service = Base.extend({
  operation: ServiceOperation.exactOptional(),
  /** What the form holds, by input. */
  values: z.record(z.string(), PlainJson).default({}),
  /** The inputs that have a port. */
  ports: z.array(z.string()).default([]),
  inputs: z.array(ServicePort).default([]),
  outputs: z.array(ServicePort).default([]),
  effect: z.enum(["pure", "costly", "effect"]).default("effect"),
  keyed: z.boolean().default(false),
  pages: ServicePages.exactOptional(),
  retryOn: z.array(z.number().int()).default(defaultRetryOn),
});
export type Service = z.infer<typeof Service>;

/** One line of the list that a person picks from. */
export const OperationSummary = z.object({
  id: z.string(),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  tags: z.array(z.string()),
  isDeprecated: z.boolean(),
});
export type OperationSummary = z.infer<typeof OperationSummary>;

/** What was found at an address. */
export const ServiceDocument = z.object({
  protocol: z.enum(protocols),
  address: z.string(),
  title: z.string(),
  version: z.string(),
  servers: z.array(ServiceServer),
  operations: z.array(OperationSummary),
  /** What stands in the way, such as a model that is not ready. */
  note: z.string().exactOptional(),
});
export type ServiceDocument = z.infer<typeof ServiceDocument>;

/** The address that a server stands for, with its variables filled in. */
export function serverUrl({ servers, server, variables, address }: Service): string {
  const chosen = servers[server] ?? servers[0];
  if (!chosen) return new URL(address).origin;
  return chosen.url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const known = Object.hasOwn(chosen.variables, name) ? chosen.variables[name] : undefined;
    if (!known) return whole;
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return given === undefined || given === "" ? known.default : given;
  });
}
